package dev.lanner.internal.http2;

import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.StackRoom;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends the frames of all streams together.
 *
 * <p>Streams append to one buffer. One of those who appended writes for all: it lets the others that are ready append too, if
 * there are any, and then writes what is there, until nothing is. So the answers of several streams leave in one system
 * call, and nobody's finished answer waits for another stream: whoever blocks in a window has flushed before. Who has more
 * to append writes once and hands the rest over, lest it carry others' content while its own is due.
 *
 * <p>Large content is not copied into the buffer: its owner waits until nobody looks at the buffer any more. Buffers have
 * numbers for that, in the order in which they are sent.
 *
 * <p><b>Threads.</b> Any number. The buffer is guarded by the writer's lock, which is never held across IO; the one thread
 * that has set {@code writing} sends.
 */
final class CombinedOutput {
    /** Room for all that waits and a head beyond it, doubled; a buffer that is not kept has to grow again from the beginning. */
    private static final int KEPT_MAX = 147_456;

    private static final int PIECE = 16_384;
    private static final int ROUNDS_FOR_OTHERS = 16;
    private static final String FAILED = "the server failed while it was sending";
    private static final String ENDED = "the connection has ended";

    private final Transport transport;
    private final Pace pace;
    private final ReentrantLock lock;
    private final Waiters written;
    private final Runnable onTaken;
    private final Runnable onBroken;
    private final AtomicBoolean writing = new AtomicBoolean();
    private FrameBuffer filling = new FrameBuffer();
    private FrameBuffer spare;
    private boolean failed;

    /** Null also if there was no memory to say why it has failed. */
    private IOException failure;

    /** How many buffers were taken, the last of which was sent whole, and whether the last that was taken is being sent. */
    private long taken;

    private long sent;
    private boolean sending;

    /**
     * @param onTaken is run with the lock when the buffer is empty again, since what was in it is being sent
     * @param onBroken is run when something of ours has failed in the middle: the connection can't go on
     */
    CombinedOutput(Transport transport, Pace pace, ReentrantLock lock, Runnable onTaken, Runnable onBroken) {
        this.transport = transport;
        this.pace = pace;
        this.lock = lock;
        this.written = new Waiters(lock);
        this.onTaken = onTaken;
        this.onBroken = onBroken;
    }

    /** Where frames are appended, with the lock. */
    FrameBuffer frames() {
        return filling;
    }

    /** Whether anything can be sent. With the lock. */
    boolean isOpen() {
        return !failed;
    }

    /** With the lock. */
    void requireOpen() throws IOException {
        if (failed) {
            throw failure();
        }
    }

    private IOException failure() {
        return failure == null ? new IOException(FAILED) : failure;
    }

    /** Sends what is appended, unless somebody does that already, and goes on for others for a while. May block. */
    void flush() throws IOException {
        flush(ROUNDS_FOR_OTHERS, false);
    }

    /** Sends what is appended, unless somebody does that already. For those who have more to append. May block. */
    void flushOwn() throws IOException {
        flush(1, false);
    }

    /**
     * As {@link #flush()} does, but no other stream is waited for, since there was none. To let the others append first takes
     * 600 bytes, for the stack of the thread that waits. Only for a thread that is at the beginning of its stack.
     */
    void flushAlone() throws IOException {
        flush(ROUNDS_FOR_OTHERS, true);
    }

    /** The other streams may append first, which was measured to pay. Who can't wait for them can't wait for the client either. */
    private void flush(int rounds, boolean alone) throws IOException {
        if (writing.compareAndSet(false, true)) {
            try {
                boolean canWrite = alone || StackRoom.canWait();
                if (!canWrite || !writeAll(rounds)) {
                    writeElsewhere();
                }
            } catch (RuntimeException | Error ours) {
                broken(ours);
                throw ours;
            }
        }
    }

    /** Has what is appended sent by another thread, unless somebody does that already. Never blocks. */
    void flushElsewhere() {
        if (isWaiting() && writing.compareAndSet(false, true)) {
            try {
                writeElsewhere();
            } catch (RuntimeException | Error noThread) {
                broken(noThread);
                throw noThread;
            }
        }
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return filling.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    private void writeElsewhere() {
        Thread.ofVirtual().name("lanner-flush").start(() -> {
            try {
                writeAll(Integer.MAX_VALUE);
            } catch (IOException gone) {
                // Noted in failure: whoever appends next gets it, and the reader finds the connection closed.
            } catch (RuntimeException | Error ours) {
                broken(ours);
                throw ours;
            }
        });
    }

    /** By the one that has set {@code writing}; false if there is more, and somebody else must go on. */
    private boolean writeAll(int rounds) throws IOException {
        FrameBuffer done = null;
        for (int round = 0; ; round++) {
            FrameBuffer full;
            lock.lock();
            try {
                if (done != null) {
                    sent = taken;
                    landed();
                    if (done.capacity() <= KEPT_MAX) {
                        done.clear();
                        spare = done;
                    }
                }
                if (failed) {
                    writing.set(false); // all were woken by what has failed
                    return true;
                }
                if (filling.size() == 0) {
                    writing.set(false);
                    written.signalAll();
                    return true;
                }
                if (round == rounds) {
                    return false;
                }
                full = filling;
                filling = spare != null ? spare : new FrameBuffer();
                spare = null;
                onTaken.run();
                taken++;
                sending = true;
            } finally {
                lock.unlock();
            }
            try {
                write(full);
                done = full;
            } finally {
                if (done != full) {
                    giveUp();
                }
            }
        }
    }

    private void write(FrameBuffer full) throws IOException {
        try {
            if (full.isInParts()) {
                write(full.parts(), full.size());
            } else {
                write(full.array(), full.size());
            }
        } catch (IOException gone) {
            fail(gone);
            throw gone;
        }
    }

    private void write(byte[] bytes, int count) throws IOException {
        for (int sent = 0; sent < count; ) {
            int moved = 0;
            pace.begin(Math.min(count - sent, PIECE));
            try {
                moved = transport.write(bytes, sent, count - sent);
            } finally {
                pace.end(moved);
            }
            sent += moved;
        }
    }

    private void write(ByteBuffer[] parts, int count) throws IOException {
        int sent = 0;
        for (int first = 0; first < parts.length; ) {
            int moved = 0;
            pace.begin(Math.min(count - sent, PIECE));
            try {
                moved = transport.write(parts, first);
            } finally {
                pace.end(moved);
            }
            sent += moved;
            while (first < parts.length && !parts[first].hasRemaining()) {
                first++;
            }
        }
    }

    private void giveUp() {
        lock.lock();
        try {
            landed();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: nobody looks any more at the buffer that was taken last. */
    private void landed() {
        sending = false;
        written.signalAll();
    }

    /** The number of the buffer that is being filled. With the lock. */
    long number() {
        return taken + 1;
    }

    /** Sends what is appended, and returns when it is sent, by whomever. May block. */
    void finish() throws IOException {
        long last;
        lock.lock();
        try {
            last = filling.size() > 0 ? number() : taken;
        } finally {
            lock.unlock();
        }
        if (!finish(last, ROUNDS_FOR_OTHERS, false)) {
            throw failure();
        }
    }

    /**
     * Sends what is appended, and nothing after it: returns when nobody sends any more. What somebody else has begun to send
     * behind it is sent to its end, lest it break off in the middle of a frame. May block.
     */
    void finishForGood() throws IOException {
        finish();
        fail(new IOException(ENDED));
        lock.lock();
        try {
            while (sending) {
                written.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when nobody looks any more at that buffer: whether it was sent. */
    private boolean finish(long buffer, int rounds, boolean alone) throws IOException {
        while (true) {
            lock.lock();
            try {
                while (sent < buffer && (sending || !failed && writing.get())) {
                    written.await();
                }
                if (sent >= buffer || failed) {
                    return sent >= buffer;
                }
            } finally {
                lock.unlock();
            }
            flush(rounds, alone);
        }
    }

    /**
     * Returns when nobody looks any more at a buffer, whatever happens. May block. For a thread that has found out that it
     * {@linkplain StackRoom#canWaitFurtherOn can wait}.
     *
     * @param buffer its {@link #number}
     * @param last whether the thread has nothing more to append, and so may go on for others
     * @throws IOException if it was not sent, and never will be
     */
    void release(long buffer, boolean last) throws IOException {
        try {
            if (!finish(buffer, last ? ROUNDS_FOR_OTHERS : 1, true)) {
                throw failure();
            }
        } catch (RuntimeException | Error ours) {
            try {
                broken(ours); // so no other buffer is looked at from now on
            } finally {
                awaitEndOfSending();
            }
            throw ours;
        }
    }

    /** Without what {@link Waiters} need. */
    private void awaitEndOfSending() {
        for (boolean over = false; !over; ) {
            StackRoom.canWait();
            lock.lock();
            try {
                over = !sending;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Something of ours failed in the middle, such as for want of memory: nobody can tell what the client has got. */
    void broken(Throwable ours) {
        IOException reason = null;
        try {
            reason = new IOException(FAILED, ours);
        } catch (OutOfMemoryError none) {
            // Then without its cause.
        }
        fail(reason);
        onBroken.run();
    }

    /**
     * Nothing can be sent any more: everybody who comes later gets this.
     *
     * @param reason null if there is no memory for one
     */
    void fail(IOException reason) {
        lock.lock();
        try {
            if (!failed) {
                failed = true;
                failure = reason;
            }
            writing.set(false);
            written.signalAll();
            onTaken.run();
        } finally {
            lock.unlock();
        }
    }

    /** The connection rests: gives every buffer back; false if something is still to be sent, or being sent. With the lock. */
    boolean rest() {
        if (filling.size() > 0 || writing.get()) {
            return false;
        }
        filling = new FrameBuffer(0);
        spare = null;
        return true;
    }

    /** No stream is open: gives large buffers back. */
    void idle() {
        lock.lock();
        try {
            if (filling.size() == 0 && filling.capacity() > FrameBuffer.SMALLEST) {
                filling = new FrameBuffer();
            }
            spare = null;
        } finally {
            lock.unlock();
        }
    }
}
