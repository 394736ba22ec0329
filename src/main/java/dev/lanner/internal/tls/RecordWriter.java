package dev.lanner.internal.tls;

import dev.lanner.internal.net.BufferPool;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * Encrypts and sends records (RFC 8446 §5.1).
 *
 * <p>One thread writes, holding the lock for as long as the peer takes; others that have something to say only try the
 * lock, so that nobody waits for a writer that is stuck.
 */
final class RecordWriter {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What is sure to leave in one record: engines of TLS 1.3 fill records to 16,367 bytes. */
    private static final int ONE_RECORD = 16_000;

    private static final int RECORDS_MAX = RecordBuffers.BATCH * 2;

    private final Transport raw;
    private final SSLEngine engine;
    private final int packet;
    private final ReentrantLock lock = new ReentrantLock();

    /** What was encrypted and not sent; null if there is nothing. */
    private byte[] out;

    private int outFrom;
    private int outTo;

    /** Where in {@link #out} each record ends, and how many bytes are in it. */
    private final int[] recordEnds = new int[RECORDS_MAX];

    private final int[] recordBytes = new int[RECORDS_MAX];
    private int recordFirst;
    private int recordCount;

    RecordWriter(Transport raw, SSLEngine engine) {
        this.raw = raw;
        this.engine = engine;
        this.packet = engine.getSession().getPacketBufferSize();
    }

    static void sendAll(Transport raw, byte[] bytes, int count) throws IOException {
        int sent = 0;
        while (sent < count) {
            sent += raw.write(bytes, sent, count - sent);
        }
    }

    /**
     * Encrypts up to four records and sends what of them the raw transport takes, at least one. What it does not take is
     * kept, and sent by the next call, which must bring the same bytes again.
     */
    int write(byte[] source, int from, int length) throws IOException {
        lock.lock();
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
            lock.unlock();
        }
    }

    private void encrypt(byte[] source, int from, int length) throws IOException {
        BufferPool pool = length > ONE_RECORD ? RecordBuffers.BATCHES : RecordBuffers.RECORDS;
        byte[] target = pool.take();
        ByteBuffer encrypted = ByteBuffer.wrap(target);
        ByteBuffer bytes = ByteBuffer.wrap(source, from, length);
        recordFirst = 0;
        recordCount = 0;
        boolean done = false;
        try {
            while (bytes.hasRemaining() && encrypted.remaining() >= packet && recordCount < RECORDS_MAX) {
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
        RecordBuffers.BATCHES.give(out);
        RecordBuffers.RECORDS.give(out);
        out = null;
    }

    /** Whether some thread is in the middle of a write. */
    boolean isWriting() {
        return lock.isLocked();
    }

    /** Says close_notify, unless somebody is writing or has left a record half sent. */
    void sayClosed(LastWords lastWords) {
        if (lock.tryLock()) {
            try {
                if (out == null && !engine.isOutboundDone()) {
                    engine.closeOutbound();
                    sayOwed(lastWords);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends the alert that an engine has ready after it threw; false if it can't be said. */
    boolean sayAlert(LastWords lastWords) {
        if (lock.tryLock()) {
            try {
                if (out == null) {
                    sayOwed(lastWords);
                    return true;
                }
            } finally {
                lock.unlock();
            }
        }
        return false;
    }

    /** With the lock: what the engine wants to say. */
    private void sayOwed(LastWords lastWords) {
        byte[] words = RecordBuffers.RECORDS.take();
        try {
            ByteBuffer target = ByteBuffer.wrap(words);
            boolean more = true;
            while (more && target.remaining() >= packet) {
                more = engine.wrap(NOTHING, target).bytesProduced() > 0 && !engine.isOutboundDone();
            }
            lastWords.say(words, target.position());
        } catch (IOException nothing) {
            // The engine has no more to say.
        } finally {
            RecordBuffers.RECORDS.give(words);
        }
    }

    /** Gives everything up, unless somebody is writing still: it is the end. */
    void release() {
        if (lock.tryLock()) {
            try {
                if (out != null) {
                    giveOut();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
