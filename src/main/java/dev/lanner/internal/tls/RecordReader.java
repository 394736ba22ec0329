package dev.lanner.internal.tls;

import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * Receives records (RFC 8446 §5.1) and decrypts them. A record that can't be decrypted is an {@link SSLException}, and the
 * engine then has an alert to send; what the engine would put up with and we don't is a {@link TlsException}.
 *
 * <p>Used by the reading thread, which during the handshake is the connection's. Never writes: what the engine owes the
 * peer (the answer to a key update) goes out before the next write, as RFC 8446 §4.6.3 has it.
 *
 * <p>While nothing comes it holds an array of 512 bytes, in which the beginning of the next record is awaited, and none
 * while it rests; all else is taken from pools for as long as there are bytes in it.
 */
final class RecordReader {
    private static final int HEADER = 5;
    private static final int FIRST = 512;

    /** The longest record of TLS 1.3 (RFC 8446 §5.2). */
    private static final int RECORD_MAX_1_3 = HEADER + 16_384 + 256;

    /** The most data in one of either version. */
    private static final int DATA_MAX = 16_384;

    private static final byte[] NOTHING = {};

    private final Transport raw;
    private final EmptyRecords emptyRecords;
    private byte[] first = new byte[FIRST];

    /** Null until the peer has said whom it wants. */
    private SSLEngine engine;

    private boolean oneHandshake;
    private int recordMax = RecordBuffers.RECORD_MAX;

    /** What was received and not decrypted. */
    private byte[] in = first;

    private int inFrom;
    private int inTo;

    /** What was decrypted and not taken; null if there is nothing. */
    private byte[] plain;

    private int plainFrom;
    private int plainTo;
    private boolean ended;

    RecordReader(Transport raw, EmptyRecords emptyRecords) {
        this.raw = raw;
        this.emptyRecords = emptyRecords;
    }

    // ---- the handshake --------------------------------------------------------------------------------------------

    /** Waits for the first message, which stays where it is: the engine is to read it again. */
    ClientHello awaitHello() throws IOException {
        while (true) {
            if (inTo > 0 && in[0] != ClientHello.RECORD_HANDSHAKE) {
                throw (in[0] >= 'A' && in[0] <= 'Z' ? TlsRule.HTTP_WITHOUT_TLS : TlsRule.NOT_TLS).broken();
            }
            ClientHello hello = ClientHello.read(in, inTo);
            if (hello != null) {
                return hello;
            }
            if (inTo == in.length) {
                in = Arrays.copyOf(in, Math.min(ClientHello.WIRE_MAX, in.length * 4));
            }
            receiveForHandshake();
        }
    }

    /** What has arrived and was not decrypted. */
    byte[] received() {
        return Arrays.copyOfRange(in, inFrom, inTo);
    }

    /** Who decrypts from now on. */
    void engine(SSLEngine chosen) {
        engine = chosen;
    }

    /** Waits for a record of the handshake, and gives it to the engine. */
    void readHandshake() throws IOException {
        while (wholeRecord() < 0) {
            receiveForHandshake();
        }
        byte[] nothing = RecordBuffers.RECORDS.take();
        try {
            if (unwrap(nothing, 0, nothing.length, wholeRecord()).getStatus() == Status.CLOSED) {
                throw TlsRule.HANDSHAKE_CUT.broken();
            }
        } finally {
            RecordBuffers.RECORDS.give(nothing);
        }
        emptyRecords.inHandshake();
    }

    private void receiveForHandshake() throws IOException {
        receive();
        if (ended) {
            throw TlsRule.HANDSHAKE_CUT.broken();
        }
    }

    /**
     * The handshake is over.
     *
     * @param only whether there can be no other one; in TLS 1.3 the engine itself sees to that
     */
    void established(boolean only) {
        oneHandshake = only;
        recordMax = only ? RecordBuffers.RECORD_MAX : RECORD_MAX_1_3;
        emptyRecords.reset();
    }

    // ---- data -----------------------------------------------------------------------------------------------------

    /** Some decrypted bytes, waiting for one; -1 at the end. */
    int read(byte[] target, int from, int length) throws IOException {
        while (plain == null && !ended) {
            int record = wholeRecord();
            if (record < 0) {
                receive();
            } else {
                int count = decrypt(target, from, length, record);
                if (count > 0) {
                    return count;
                }
            }
        }
        return plain == null ? -1 : takePlain(target, from, length);
    }

    private int takePlain(byte[] target, int from, int length) {
        int count = Math.min(length, plainTo - plainFrom);
        System.arraycopy(plain, plainFrom, target, from, count);
        plainFrom += count;
        if (plainFrom == plainTo) {
            RecordBuffers.RECORDS.give(plain);
            plain = null;
        }
        return count;
    }

    /** Decrypts a record, into the target if it is sure to fit; 0 if there was no data in it, or not for the target. */
    private int decrypt(byte[] target, int from, int length, int record) throws IOException {
        if (length >= record) {
            SSLEngineResult result = unwrap(target, from, length, record);
            decrypted(result, record);
            return result.bytesProduced();
        }
        byte[] where = RecordBuffers.RECORDS.take();
        SSLEngineResult result = unwrap(where, 0, where.length, record);
        decrypted(result, record);
        if (result.bytesProduced() > 0) {
            plain = where;
            plainFrom = 0;
            plainTo = result.bytesProduced();
        } else {
            RecordBuffers.RECORDS.give(where);
        }
        return 0;
    }

    private void decrypted(SSLEngineResult result, int record) throws TlsException {
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
        } else if (result.bytesProduced() == 0) {
            afterEmptyRecord(result.getHandshakeStatus(), record);
        } else if (result.bytesProduced() > DATA_MAX) {
            throw TlsRule.RECORD_TOO_LARGE.broken();
        } else {
            emptyRecords.data(result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        }
    }

    /** A message of the handshake protocol, a warning, or nothing at all. */
    private void afterEmptyRecord(HandshakeStatus status, int record) throws TlsException {
        boolean begins = status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
        if (oneHandshake && begins) {
            throw TlsRule.RENEGOTIATION.broken();
        }
        emptyRecords.afterHandshake(record);
        if (status == HandshakeStatus.NEED_TASK) {
            TlsHandshake.runTasks(engine);
        }
    }

    private SSLEngineResult unwrap(byte[] target, int from, int length, int record) throws SSLException {
        SSLEngineResult result =
                engine.unwrap(ByteBuffer.wrap(in, inFrom, record), ByteBuffer.wrap(target, from, length));
        inFrom += result.bytesConsumed();
        Status status = result.getStatus();
        if (status == Status.BUFFER_OVERFLOW || status == Status.BUFFER_UNDERFLOW) {
            throw new SSLException("the engine does not take a whole record: " + status);
        }
        return result;
    }

    // ---- receiving ------------------------------------------------------------------------------------------------

    /** The length of the next record with its header, if all of it is there; else -1. */
    private int wholeRecord() throws TlsException {
        int there = inTo - inFrom;
        if (there < HEADER) {
            return -1;
        }
        int length = recordLength();
        if (length > recordMax) {
            throw TlsRule.RECORD_TOO_LARGE.broken();
        }
        return there >= length ? length : -1;
    }

    private int recordLength() {
        return HEADER + ((in[inFrom + 3] & 0xff) << 8 | in[inFrom + 4] & 0xff);
    }

    /** Waits for more of a record. Only one whose beginning is there gets an array that is large enough for it. */
    private void receive() throws IOException {
        int held = inTo - inFrom;
        if (held == 0) {
            beginRecord();
        } else if (engine != null) {
            int wanted = held < HEADER ? FIRST : Math.min(recordLength(), RecordBuffers.RECORD_MAX);
            if (wanted > in.length - inFrom) {
                makeRoom(wanted, held);
            }
        }
        received(raw.read(in, inTo, in.length - inTo));
    }

    private void beginRecord() {
        if (in == NOTHING) {
            first = new byte[FIRST];
            in = first;
        }
        inFrom = 0;
        inTo = 0;
    }

    private void received(int count) {
        if (count < 0) {
            ended = true;
        } else {
            inTo += count;
        }
    }

    /** Whether anything is there; waits for it only for a while, if nothing at all is. */
    boolean receivedUnlessIdle(boolean waits) throws IOException {
        if (plain == null && !ended && inFrom == inTo) {
            beginRecord();
            received(raw.readUnlessIdle(in, 0, in.length, waits));
        }
        return plain != null || ended || inFrom < inTo;
    }

    /** A long pause begins: gives the last array back if nothing is in it. */
    void rest() {
        idle();
        if (in == first && inFrom == inTo) {
            first = NOTHING;
            in = NOTHING;
        }
    }

    private void makeRoom(int wanted, int held) {
        byte[] target = wanted > in.length ? RecordBuffers.RECORDS.take() : in;
        System.arraycopy(in, inFrom, target, 0, held);
        if (target != in) {
            RecordBuffers.RECORDS.give(in);
        }
        in = target;
        inFrom = 0;
        inTo = held;
    }

    /** A pause begins: gives a large array back if nothing is in it. */
    void idle() {
        if (in != first && inFrom == inTo) {
            RecordBuffers.RECORDS.give(in);
            in = first;
            inFrom = 0;
            inTo = 0;
        }
    }

    /** Gives everything up: it is the end. */
    void release() {
        inFrom = inTo;
        idle();
        RecordBuffers.RECORDS.give(plain);
        plain = null;
        ended = true;
    }

    /** How much room is held. */
    int heldBytes() {
        return in.length + (plain == null ? 0 : plain.length);
    }
}
