package dev.lanner.internal.net;

import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
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

    private static final int SLACK = 2_048;
    private static final byte[] NOTHING = {};

    private final Transport transport;
    private final int capacityMax;

    /** What it reads into as long as that is enough; empty while the connection rests. */
    private byte[] small = new byte[SMALL];

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

    /** An input that can hold the longest line or frame that the options allow, and what came with it. */
    public static ByteInput of(Transport transport, ServerOptions options) {
        Limits limits = options.limits();
        int head = Math.max(limits.requestLineBytes(), limits.headerBytes());
        int line =
                Math.max(head, Math.max(limits.trailerBytes(), options.http1().chunkLineBytes()));
        return new ByteInput(transport, Math.max(line, options.http2().frameBytes()) + SLACK);
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
        if (buffer.length == 0) {
            small = new byte[SMALL];
            buffer = small;
        }
        if (position == limit) {
            if (limit == buffer.length && limit < capacityMax) {
                buffer = new byte[largerCapacity()]; // there is more than fits: read more at once
            }
            position = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            int count = limit - position;
            boolean grow = position < buffer.length / 2 && buffer.length < capacityMax;
            if (!grow && position == 0) {
                throw new IllegalStateException("a parser asked for more than " + capacityMax + " bytes at once");
            }
            byte[] target = grow ? new byte[largerCapacity()] : buffer;
            System.arraycopy(buffer, position, target, 0, count);
            buffer = target;
            position = 0;
            limit = count;
        }
    }

    private int largerCapacity() {
        return Math.min(capacityMax, buffer.length * 4);
    }

    /** Before a wait for the next request while none is under way: gives a large buffer back. */
    public void idle() {
        if (position == limit && watch == null) {
            position = 0;
            limit = 0;
            buffer = small;
            transport.idle();
        }
    }

    /**
     * Waits for the next request after {@link #idle}, but not for ever: after a while without it the connection can
     * {@link Transport#rest}, for which everything is given back here.
     *
     * @param waits for a while; else not at all, and nothing is given back
     * @return false if nothing has come; true if something has, or if {@link #fill} is to wait for it
     */
    public boolean awaitUnlessIdle(boolean waits) throws IOException {
        if (position < limit || ended) {
            return true;
        }
        if (watch != null) {
            return waits;
        }
        makeRoom();
        int read = transport.readUnlessIdle(buffer, limit, buffer.length - limit, waits);
        if (read == 0) {
            position = 0;
            limit = 0;
            if (waits) {
                small = NOTHING;
                buffer = NOTHING;
            }
            return false;
        }
        arrived(read);
        return true;
    }

    /** Before a wait: lets other threads that are ready run first, after which more is often there already. */
    public void pause() {
        if (position == limit) {
            transport.pause();
        }
    }

    /**
     * Reads some bytes, blocking until there is one. A large read passes by the buffer.
     *
     * @param most at least 1
     * @return how many; -1 at the end
     */
    public int read(ByteBuffer target, long most) throws IOException {
        int end = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), most));
        try {
            return read(target);
        } finally {
            target.limit(end);
        }
    }

    private int read(ByteBuffer target) throws IOException {
        if (position == limit) {
            if (target.remaining() >= SMALL && watch == null && !ended) {
                int read = transport.read(target);
                ended = read < 0;
                return read;
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(target.remaining(), limit - position);
        target.put(buffer, position, count);
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
        if (ahead == null && ended) {
            notify(onEnd);
            return;
        }
        if (ahead == null) {
            ahead = new Watch();
            watch = ahead;
        }
        ahead.begin(onEnd);
    }

    /** Never on the caller's thread, which may hold a lock that the action needs. */
    private static void notify(Runnable onEnd) {
        watching().start(onEnd);
    }

    /** Outlives the request, and so it must not hold what the thread of the request holds. */
    private static Thread.Builder watching() {
        return Thread.ofVirtual().name("lanner-watch").inheritInheritableThreadLocals(false);
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
        private static final int NO_MORE = -1;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final byte[] ahead = new byte[AHEAD];
        private Runnable onEnd;

        /** What waits to be taken over stands from here to {@link #to}, where the next read goes, also one under way. */
        private int from;

        private int to;
        private boolean reading;
        private boolean end;
        private IOException failure;

        /** Reads on, unless it does already, or can't. */
        void begin(Runnable newOnEnd) {
            lock.lock();
            try {
                onEnd = newOnEnd;
                if (end) {
                    ByteInput.notify(newOnEnd);
                } else if (!reading && moveToFront() < AHEAD) {
                    reading = true;
                    int at = to;
                    watching().start(() -> run(at));
                }
            } finally {
                lock.unlock();
            }
        }

        private void run(int first) {
            for (int at = first; at != NO_MORE; ) {
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

        /** Where to read on: not at the end, not when the array is full, and not when nobody wants to know. */
        private int noted(int read, IOException thrown) {
            Runnable action = null;
            lock.lock();
            try {
                if (read < 0) {
                    end = true;
                    failure = thrown;
                    action = onEnd;
                } else {
                    to += read;
                }
                reading = !end && moveToFront() < AHEAD && onEnd != null;
                changed.signalAll();
                return reading ? to : NO_MORE;
            } finally {
                lock.unlock();
                if (action != null) {
                    action.run();
                }
            }
        }

        /** Makes room; not while a read is under way. */
        private int moveToFront() {
            System.arraycopy(ahead, from, ahead, 0, to - from);
            to -= from;
            from = 0;
            return to;
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
                while (from == to && reading) {
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
            int count = to - from;
            if (count > 0) {
                int held = limit - position;
                byte[] both = new byte[Math.max(SMALL, held + count)];
                System.arraycopy(buffer, position, both, 0, held);
                System.arraycopy(ahead, from, both, held, count);
                buffer = both;
                position = 0;
                limit = held + count;
                from = to;
            }
            if (!reading) {
                watch = null;
                ended = end;
            }
            return count > 0;
        }
    }
}
