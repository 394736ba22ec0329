package dev.lanner.internal.tls;

import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over another transport, the server's side.
 *
 * <p>{@link #handshake} comes first, on the thread of the connection, its owner. Then one thread reads and one writes.
 * Reading never writes: what the engine owes the peer (the answer to a key update) goes out before the next write, as RFC
 * 8446 §4.6.3 has it. Whoever ends the connection never waits for a writer that is stuck: it is the raw transport that is
 * closed then, without a close_notify.
 *
 * <p>The end of the raw transport without a close_notify reads like an end with one: HTTP's own framing tells whether
 * anything is missing. A tunnel that carries something else must see to its ends itself.
 *
 * <p>While nothing comes and goes it holds an array of 512 bytes, in which the beginning of the next record is awaited;
 * all else is taken from pools for as long as there are bytes in it.
 */
public final class TlsTransport implements Transport {
    private static final int RECORD_HEADER = 5;
    private static final int RECORD_PLAIN = 16_384;

    /** What is sure to leave in one record: engines of TLS 1.3 fill records to 16,367 bytes. */
    private static final int ONE_RECORD = 16_000;

    /** The most that TLS 1.2 lets a record grow (RFC 5246 §6.2.3); TLS 1.3 allows less, and the engine knows. */
    private static final int RECORD_MAX = RECORD_HEADER + RECORD_PLAIN + 2_048;

    /** Records that leave in one write. */
    private static final int BATCH = 4;

    private static final int FIRST = 512;

    /** How long last words may take to leave, and how long the peer has to read them. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int DRAIN_BYTES = 65_536;

    /** Records without data that a peer may send; {@link #DATA_PER_EMPTY} with data earn one more. */
    private static final int EMPTY_RECORDS = 64;

    private static final int DATA_PER_EMPTY = 16;

    private static final BufferPool RECORDS = new BufferPool(RECORD_MAX + 507);
    private static final BufferPool BATCHES = new BufferPool(BATCH * 16_709 + 512);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport raw;
    private final Deadlines deadlines;
    private final Deadline deadline;
    private final Consumer<TlsRule> onBroken;
    private volatile Thread owner;
    private volatile boolean established;
    private volatile boolean timedOut;
    private volatile boolean inputClosed;
    private SSLEngine engine;
    private TlsSession session;
    private boolean oneHandshake;

    /** What was received and not decrypted: used by the reading thread. */
    private byte[] in = new byte[FIRST];

    private final byte[] first = in;
    private int inFrom;
    private int inTo;

    /** What was decrypted and not taken: used by the reading thread; null if there is nothing. */
    private byte[] plain;

    private int plainFrom;
    private int plainTo;
    private boolean ended;
    private int emptyLeft = EMPTY_RECORDS;
    private int dataRecords;

    /** Held while something is encrypted or sent. */
    private final ReentrantLock writing = new ReentrantLock();

    /** What was encrypted and not sent, guarded by {@link #writing}; null if there is nothing. */
    private byte[] out;

    private int outFrom;
    private int outTo;
    private int packet;

    /** Where in {@link #out} each record ends, and how many bytes are in it. */
    private final int[] recordEnds = new int[BATCH * 2];

    private final int[] recordBytes = new int[BATCH * 2];
    private int recordFirst;
    private int recordCount;
    private boolean finished;

    /**
     * TLS that has not begun.
     *
     * @param onBroken is told, on the reading thread, of a rule that the peer breaks after the handshake
     */
    public TlsTransport(Transport raw, Deadlines deadlines, Consumer<TlsRule> onBroken) {
        this.raw = raw;
        this.deadlines = deadlines;
        this.deadline = deadlines.add(this::expire);
        this.onBroken = onBroken;
    }

    /**
     * Shakes hands, within a time from now. After a failure the transport is closed, and the peer has been told why if TLS
     * has a word for it; but after {@link TlsRule#HTTP_WITHOUT_TLS}, {@link #received()} is to be answered.
     *
     * @throws TlsException if the peer is not able to
     * @throws IOException if it is gone, or if {@link #isTimedOut()}
     */
    public void handshake(TlsEndpoint endpoint, Duration timeout) throws IOException {
        owner = Thread.currentThread();
        long began = System.currentTimeMillis();
        deadline.arm(Phase.HANDSHAKE, timeout.toNanos());
        try {
            ClientHello hello = awaitHello();
            TlsHost host = endpoint.host(hello.serverName());
            if (host == null) {
                throw TlsRule.SERVER_NAME_UNKNOWN.broken();
            }
            engine = host.engine();
            packet = engine.getSession().getPacketBufferSize();
            agree();
            session = TlsSession.of(engine, hello.serverName(), began);
            oneHandshake = !session.protocol().equals("TLSv1.3");
            deadline.disarm();
            established = true;
        } catch (TlsException broken) {
            if (broken.rule() != TlsRule.HTTP_WITHOUT_TLS) {
                sayAlert(broken.rule());
                abandon();
            } else {
                deadline.disarm();
                deadlines.remove(deadline);
            }
            throw broken;
        } catch (SSLException failed) {
            sayEngineAlert();
            abandon();
            throw new TlsException(TlsRule.HANDSHAKE_FAILED, sentence(failed));
        } catch (IOException | RuntimeException | Error gone) {
            abandon();
            throw gone;
        }
    }

    /** The peer may know parts of such texts. */
    private static String sentence(SSLException failed) {
        String text = String.valueOf(failed.getMessage()).replaceAll("[^ -~]", "?");
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private void abandon() {
        deadlines.remove(deadline);
        raw.close();
        RECORDS.give(plain);
        plain = null;
    }

    private ClientHello awaitHello() throws IOException {
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
            receive();
            if (ended) {
                throw TlsRule.HANDSHAKE_CUT.broken();
            }
        }
    }

    private void agree() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> sendOwed();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    while (wholeRecord() < 0) {
                        receive();
                        if (ended) {
                            throw TlsRule.HANDSHAKE_CUT.broken();
                        }
                    }
                    if (plain == null) {
                        plain = RECORDS.take();
                    }
                    SSLEngineResult result = unwrap(plain, 0, plain.length, wholeRecord());
                    if (result.getStatus() == Status.CLOSED) {
                        throw TlsRule.HANDSHAKE_CUT.broken();
                    }
                    spendEmpty();
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    RECORDS.give(plain);
                    plain = null;
                    emptyLeft = EMPTY_RECORDS;
                    return;
                }
            }
        }
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Sends a flight of the handshake in as few writes as it fits. */
    private void sendOwed() throws IOException {
        byte[] flight = BATCHES.take();
        try {
            ByteBuffer target = ByteBuffer.wrap(flight);
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                if (target.remaining() < packet) {
                    sendAll(flight, target.position());
                    target.clear();
                }
                Status status = engine.wrap(NOTHING, target).getStatus();
                if (status != Status.OK) {
                    throw new SSLException("the engine has nothing to say: " + status);
                }
            }
            sendAll(flight, target.position());
        } finally {
            BATCHES.give(flight);
        }
    }

    private void sendAll(byte[] bytes, int count) throws IOException {
        int sent = 0;
        while (sent < count) {
            sent += raw.write(bytes, sent, count - sent);
        }
    }

    /** What was agreed on. */
    public TlsFeature session() {
        return session;
    }

    /** Whether the handshake took too long. */
    public boolean isTimedOut() {
        return timedOut;
    }

    /** What has arrived and is no TLS. */
    public byte[] received() {
        return Arrays.copyOf(in, inTo);
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        while (true) {
            if (inputClosed) {
                return -1;
            }
            if (plain != null) {
                return takePlain(target, from, length);
            }
            if (ended) {
                return -1;
            }
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
    }

    private int takePlain(byte[] target, int from, int length) {
        int count = Math.min(length, plainTo - plainFrom);
        System.arraycopy(plain, plainFrom, target, from, count);
        plainFrom += count;
        if (plainFrom == plainTo) {
            RECORDS.give(plain);
            plain = null;
        }
        return count;
    }

    /** Decrypts a record, into the target if it is sure to fit; 0 if there was no data in it, or not for the target. */
    private int decrypt(byte[] target, int from, int length, int record) throws IOException {
        boolean fits = length >= record;
        byte[] where = fits ? target : RECORDS.take();
        SSLEngineResult result;
        try {
            result = fits ? unwrap(target, from, length, record) : unwrap(where, 0, where.length, record);
        } catch (SSLException broken) {
            onBroken.accept(TlsRule.RECORD_BROKEN);
            sayEngineAlert();
            raw.close();
            throw new TlsException(TlsRule.RECORD_BROKEN, sentence(broken));
        }
        int count = result.bytesProduced();
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
        } else if (count == 0) {
            afterEmptyRecord(result.getHandshakeStatus());
        } else if (++dataRecords == DATA_PER_EMPTY) {
            dataRecords = 0;
            emptyLeft = Math.min(EMPTY_RECORDS, emptyLeft + 1);
        }
        if (fits) {
            return count;
        }
        if (count > 0) {
            plain = where;
            plainFrom = 0;
            plainTo = count;
        } else {
            RECORDS.give(where);
        }
        return 0;
    }

    /** A message of the handshake protocol, a warning, or nothing at all. */
    private void afterEmptyRecord(HandshakeStatus status) throws IOException {
        boolean begins = status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
        if (oneHandshake && begins) {
            throw ended(TlsRule.RENEGOTIATION);
        }
        spendEmpty();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
    }

    private void spendEmpty() throws TlsException {
        if (--emptyLeft < 0) {
            throw ended(TlsRule.TOO_MANY_EMPTY_RECORDS);
        }
    }

    private TlsException ended(TlsRule rule) {
        if (established) {
            onBroken.accept(rule);
            raw.reset();
        }
        return rule.broken();
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

    /** The length of the next record with its header, if all of it is there; else -1. */
    private int wholeRecord() throws TlsException {
        int there = inTo - inFrom;
        if (there < RECORD_HEADER) {
            return -1;
        }
        int length = recordLength();
        if (length > RECORD_MAX) {
            throw ended(TlsRule.RECORD_BROKEN);
        }
        return there >= length ? length : -1;
    }

    private int recordLength() {
        return RECORD_HEADER + ((in[inFrom + 3] & 0xff) << 8 | in[inFrom + 4] & 0xff);
    }

    /** Waits for more of a record. Only one whose beginning is there gets an array that is large enough for it. */
    private void receive() throws IOException {
        int held = inTo - inFrom;
        if (held == 0) {
            inFrom = 0;
            inTo = 0;
        } else {
            int wanted = held < RECORD_HEADER ? FIRST : Math.min(recordLength(), RECORD_MAX);
            if (engine != null && wanted > in.length - inFrom) {
                byte[] target = wanted > in.length ? RECORDS.take() : in;
                System.arraycopy(in, inFrom, target, 0, held);
                if (target != in) {
                    RECORDS.give(in);
                }
                in = target;
                inFrom = 0;
                inTo = held;
            }
        }
        int read = raw.read(in, inTo, in.length - inTo);
        if (read < 0) {
            ended = true;
        } else {
            inTo += read;
        }
    }

    @Override
    public void idle() {
        if (in != first && inFrom == inTo) {
            RECORDS.give(in);
            in = first;
            inFrom = 0;
            inTo = 0;
        }
    }

    /** How much room is held for reading. */
    int heldBytes() {
        return in.length + (plain == null ? 0 : plain.length);
    }

    /**
     * Encrypts up to four records and sends what of them the raw transport takes, at least one. What it does not take is
     * kept, and sent by the next call, which must bring the same bytes again.
     */
    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        writing.lock();
        try {
            int taken = 0;
            while (taken == 0) {
                if (out == null) {
                    encrypt(source, from, length);
                }
                outFrom += raw.write(out, outFrom, outTo - outFrom);
                taken = bytesOfSentRecords();
            }
            return taken;
        } finally {
            writing.unlock();
        }
    }

    private void encrypt(byte[] source, int from, int length) throws IOException {
        BufferPool pool = length > ONE_RECORD ? BATCHES : RECORDS;
        byte[] target = pool.take();
        ByteBuffer encrypted = ByteBuffer.wrap(target);
        ByteBuffer bytes = ByteBuffer.wrap(source, from, length);
        recordFirst = 0;
        recordCount = 0;
        boolean done = false;
        try {
            while (bytes.hasRemaining() && encrypted.remaining() >= packet && recordCount < recordEnds.length) {
                SSLEngineResult result = engine.wrap(bytes, encrypted);
                if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
                    throw new IOException("TLS takes nothing more to send: " + result.getStatus());
                }
                recordEnds[recordCount] = encrypted.position();
                recordBytes[recordCount++] = result.bytesConsumed();
            }
            out = target;
            outFrom = 0;
            outTo = encrypted.position();
            done = true;
        } finally {
            if (!done) {
                pool.give(target);
            }
        }
    }

    private int bytesOfSentRecords() {
        int bytes = 0;
        while (recordFirst < recordCount && recordEnds[recordFirst] <= outFrom) {
            bytes += recordBytes[recordFirst++];
        }
        if (outFrom == outTo) {
            giveOut();
        }
        return bytes;
    }

    private void giveOut() {
        BATCHES.give(out);
        RECORDS.give(out);
        out = null;
    }

    /** Bytes of a file must come through the program to be encrypted. */
    @Override
    public long writeFile(FileChannel file, long position, long count) {
        return 0;
    }

    /** Says close_notify, if no other thread is writing; by the thread that writes. */
    @Override
    public void closeOutput() {
        if (writing.tryLock()) {
            try {
                sayClosed();
            } finally {
                writing.unlock();
            }
        }
        raw.closeOutput();
    }

    @Override
    public void closeInput() {
        inputClosed = true;
        raw.closeInput();
    }

    /**
     * Ends everything, with a close_notify if that can be said. The owner says it, for a second at most. Another thread
     * wakes the owner to do so; if somebody is writing, or the owner does not come, the raw transport is closed.
     */
    @Override
    public void close() {
        if (Thread.currentThread() == owner) {
            finish();
        } else if (established && !writing.isLocked()) {
            deadline.arm(Phase.CLOSE, LAST_WORDS_NANOS);
            closeInput();
        } else {
            raw.close();
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (established && writing.tryLock()) {
            try {
                sayClosed();
                if (out != null) {
                    giveOut();
                }
            } finally {
                writing.unlock();
            }
        }
        raw.close();
        deadlines.remove(deadline);
        inFrom = inTo;
        idle();
        RECORDS.give(plain);
        plain = null;
        ended = true;
    }

    @Override
    public void reset() {
        raw.reset();
    }

    /** With the lock on writing. A record that is not sent to its end makes any other word impossible. */
    private void sayClosed() {
        if (out == null && !engine.isOutboundDone()) {
            engine.closeOutbound();
            sayOwed();
        }
    }

    /** The alert that an engine has ready after it threw. */
    private void sayEngineAlert() {
        if (engine != null && writing.tryLock()) {
            try {
                if (out == null) {
                    sayOwed();
                    drain();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /** With the lock on writing: what the engine wants to say, under a deadline. */
    private void sayOwed() {
        byte[] words = RECORDS.take();
        deadline.arm(Phase.CLOSE, LAST_WORDS_NANOS);
        try {
            ByteBuffer target = ByteBuffer.wrap(words);
            boolean more = true;
            while (more && target.remaining() >= packet) {
                more = engine.wrap(NOTHING, target).bytesProduced() > 0 && !engine.isOutboundDone();
            }
            sendAll(words, target.position());
        } catch (IOException gone) {
            // Nobody is left to hear it.
        } finally {
            deadline.disarm();
            RECORDS.give(words);
        }
    }

    /** An alert of our own, in the clear, where there is no engine yet. */
    private void sayAlert(TlsRule rule) {
        if (engine != null) {
            sayEngineAlert();
        } else if (rule.alert() != 0) {
            deadline.arm(Phase.CLOSE, LAST_WORDS_NANOS);
            try {
                byte[] alert = {21, 3, 3, 0, 2, 2, (byte) rule.alert()};
                sendAll(alert, alert.length);
                drain();
            } catch (IOException gone) {
                // Nobody is left to hear it.
            }
        }
    }

    /** Bytes that nobody has read would make the system send a reset, which overtakes our last words. */
    private void drain() {
        deadline.arm(Phase.CLOSE, LAST_WORDS_NANOS);
        raw.closeOutput();
        byte[] waste = RECORDS.take();
        try {
            int left = DRAIN_BYTES;
            int read = 0;
            while (left > 0 && read >= 0) {
                read = raw.read(waste, 0, waste.length);
                left -= read;
            }
        } catch (IOException gone) {
            // That is what is waited for.
        } finally {
            deadline.disarm();
            RECORDS.give(waste);
        }
    }

    /** On the ticker's thread. */
    private void expire(Phase phase) {
        if (phase == Phase.HANDSHAKE) {
            timedOut = true;
            raw.reset();
        } else {
            raw.close();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return raw.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return raw.remoteAddress();
    }
}
