package dev.lanner.internal.net;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a peer sends, buffered.
 *
 * <p>Parsers work in the buffer itself: the bytes from {@link #position()} to {@link #limit()} of {@link #array()} are
 * there; {@link #fill()} gets more, which may move them.
 *
 * <p>Used by one thread at a time; except that {@link #watch} has a second one read ahead, and then {@link #fill()} waits
 * for that one instead of reading.
 */
public final class ByteInput {
    /** Enough for most heads, and all that an idle connection keeps. */
    static final int SMALL = 1_024;

    private final Transport transport;
    private final byte[] small = new byte[SMALL];
    private final int capacityMax;
    private byte[] buffer = small;
    private int position;
    private int limit;
    private boolean ended;

    /** Not null while a second thread reads ahead, guarded by its own lock. */
    private volatile Watch watch;

    /** @param capacityMax how large the buffer may grow; a parser that needs more has a limit of its own before that */
    public ByteInput(Transport transport, int capacityMax) {
        this.transport = transport;
        this.capacityMax = capacityMax;
    }

    public byte[] array() {
        return buffer;
    }

    public int position() {
        return position;
    }

    public int limit() {
        return limit;
    }

    /** How many bytes are there already. */
    public int buffered() {
        return limit - position;
    }

    /** Takes bytes that are there. */
    public void skip(int count) {
        assert count <= limit - position;
        position += count;
    }

    /**
     * Gets at least one byte more, blocking if need be. The bytes that are there may move to another place, and
     * {@link #array()} may become another one.
     *
     * @return false at the end of what the peer sends
     */
    public boolean fill() throws IOException {
        Watch ahead = watch;
        if (ahead != null) {
            return ahead.awaitMore();
        }
        if (ended) {
            return false;
        }
        makeRoom();
        int read = transport.read(buffer, limit, buffer.length - limit);
        return arrived(read);
    }

    private boolean arrived(int read) {
        if (read < 0) {
            ended = true;
            return false;
        }
        limit += read;
        return true;
    }

    private void makeRoom() {
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            int count = limit - position;
            boolean grow = position < buffer.length / 2 && buffer.length < capacityMax;
            if (!grow && position == 0) {
                throw new IllegalStateException("a parser asked for more than " + capacityMax + " bytes at once");
            }
            byte[] target = grow ? new byte[Math.min(capacityMax, buffer.length * 4)] : buffer;
            System.arraycopy(buffer, position, target, 0, count);
            buffer = target;
            position = 0;
            limit = count;
        }
    }

    /**
     * Before a wait for the next request: gives a large buffer back, and lets other threads that are ready run first,
     * after which the next request is often there already.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a yield before a read that would block was measured to pay
    public void idle() {
        if (position == limit) {
            position = 0;
            limit = 0;
            if (watch == null) {
                buffer = small;
            }
            Thread.yield();
        }
    }

    /**
     * Reads some bytes, blocking until there is one. A large read passes by the buffer.
     *
     * @param length at least 1
     * @return how many; -1 at the end
     */
    public int read(byte[] target, int from, int length) throws IOException {
        if (position == limit) {
            if (length >= SMALL && watch == null && !ended) {
                int read = transport.read(target, from, length);
                ended = read < 0;
                return read;
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, from, count);
        position += count;
        return count;
    }

    /**
     * Has a second thread read ahead until {@link #unwatch}, as far as its own array goes, to notice when the peer ends.
     * Not while another thread is in {@link #fill()} or {@link #read}.
     *
     * @param onEnd runs on that thread when there is nothing more to come
     */
    public void watch(Runnable onEnd) {
        Watch ahead = watch;
        if (ahead != null) {
            ahead.renew(onEnd);
        } else if (ended) {
            onEnd.run();
        } else {
            ahead = new Watch(onEnd);
            watch = ahead;
            Thread.ofVirtual().name("lanner-watch").start(ahead::run);
        }
    }

    /** Nobody needs to know any more. The second thread ends after the read that it is in. */
    public void unwatch() {
        Watch ahead = watch;
        if (ahead != null) {
            ahead.retire();
        }
    }

    /**
     * A second reader. It reads into an array of its own, so that the first thread can work in the buffer meanwhile, and
     * {@link #fill()} takes over what it got. A read can't be taken back: after {@link #retire} it goes on until it
     * returns, and the next request finds its bytes here.
     */
    private final class Watch {
        private static final int AHEAD = 8_192;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final byte[] ahead = new byte[AHEAD];
        private Runnable onEnd;

        /** How much of the array was read, and how much of that the first thread has taken over. */
        private int count;

        private int taken;
        private boolean reading = true;
        private boolean end;
        private IOException failure;

        Watch(Runnable onEnd) {
            this.onEnd = onEnd;
        }

        void run() {
            for (int at = 0; at >= 0; ) {
                int read;
                IOException thrown = null;
                try {
                    read = transport.read(ahead, at, AHEAD - at);
                } catch (IOException gone) {
                    thrown = gone;
                    read = -1;
                }
                at = noted(read, thrown);
            }
        }

        /**
         * Where to read on, which is behind all that was read ever: the first thread may take bytes over meanwhile. Or -1:
         * at the end, when the array is full, and when nobody wants to know.
         */
        private int noted(int read, IOException thrown) {
            Runnable action = null;
            lock.lock();
            try {
                if (read < 0) {
                    end = true;
                    failure = thrown;
                    action = onEnd;
                } else {
                    count += read;
                }
                reading = !end && count < AHEAD && onEnd != null;
                changed.signalAll();
                return reading ? count : -1;
            } finally {
                lock.unlock();
                if (action != null) {
                    action.run();
                }
            }
        }

        void renew(Runnable newOnEnd) {
            lock.lock();
            try {
                onEnd = newOnEnd;
            } finally {
                lock.unlock();
            }
            if (end) {
                newOnEnd.run();
            }
        }

        void retire() {
            lock.lock();
            try {
                onEnd = null;
            } finally {
                lock.unlock();
            }
        }

        /** For the first thread: waits until there is something, and appends it to the buffer. */
        boolean awaitMore() throws IOException {
            lock.lock();
            try {
                while (count == taken && reading) {
                    changed.awaitUninterruptibly();
                }
                boolean some = takeOver();
                if (!some && failure != null) {
                    throw failure;
                }
                return some;
            } finally {
                lock.unlock();
            }
        }

        private boolean takeOver() {
            int more = count - taken;
            if (more > 0) {
                int held = limit - position;
                byte[] both = new byte[Math.max(SMALL, held + more)];
                System.arraycopy(buffer, position, both, 0, held);
                System.arraycopy(ahead, taken, both, held, more);
                buffer = both;
                position = 0;
                limit = held + more;
                taken = count;
            }
            if (!reading) {
                watch = null;
                ended = end;
            }
            return more > 0;
        }
    }
}
