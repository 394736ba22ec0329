package dev.lanner.internal.net;

import java.util.concurrent.locks.ReentrantLock;

/**
 * How much of its stack the calling thread has left: an application may call the server from the end of it, as one does that
 * recurses for ever and writes on the way.
 *
 * <p>Room for calls and room for waiting are two things. A virtual thread that waits has its frames copied to the heap, and the
 * copying needs stack too, the more the deeper it is: a wait can fail with a {@link StackOverflowError} where thousands of
 * calls would not. The JDK's own locks do not expect that: who dies in their queue stays in it, and those behind wait for
 * ever. So the end of the stack is looked for where nothing that is shared has been touched yet.
 */
public final class StackRoom {
    /** About 7 KiB when compiled, and twice that when interpreted: what is called here takes less in both. */
    private static final int FRAMES = 100;

    /**
     * The same while code runs for the first time: to load and to link it takes much more, and what has failed then stays
     * broken for as long as the JVM runs.
     */
    private static final int FRAMES_AT_FIRST = 1_000;

    private static final int FRAMES_TO_WAIT = 20;

    private static final int CALLS_AT_FIRST = 10_000;

    /** Counted by all threads, not exactly. */
    private static int calls;

    private StackRoom() {}

    /**
     * Room for the calls of the server, not for a wait.
     *
     * @throws StackOverflowError if there is not enough
     */
    public static void require() {
        int frames = FRAMES;
        if (calls < CALLS_AT_FIRST) {
            calls++;
            frames = FRAMES_AT_FIRST;
        }
        try {
            descend(frames, 1, 2, 3, 4, 5, 6, 7);
        } catch (StackOverflowError end) {
            throw new StackOverflowError(
                    "too deep to use a request or its response"); // without our frames in its trace
        }
    }

    /** What is added behind the call keeps the values in its frame, and the frame on the stack. */
    private static long descend(int left, long a, long b, long c, long d, long e, long f, long g) {
        return left == 0 ? a : descend(left - 1, a + left, b, c, d, e, f, g) + b + c + d + e + f + g;
    }

    /** Lets other threads go first; whether that was possible, and so this thread can wait from here on. */
    @SuppressWarnings("ThreadPriorityCheck") // the one wait that leaves nothing behind when it fails
    public static boolean canWait() {
        try {
            Thread.yield();
            return true;
        } catch (StackOverflowError deep) {
            return false;
        }
    }

    /** The same, for a thread that will wait from some calls further down. */
    public static boolean canWaitFurtherOn() {
        try {
            return descendAndWait(FRAMES_TO_WAIT, 1, 2, 3, 4, 5, 6, 7) != 0;
        } catch (StackOverflowError deep) {
            return false;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // as above
    private static long descendAndWait(int left, long a, long b, long c, long d, long e, long f, long g) {
        if (left == 0) {
            Thread.yield();
            return a;
        }
        return descendAndWait(left - 1, a, b, c, d, e, f, g) | b | c | d | e | f | g;
    }

    /**
     * Room for calls and for a wait.
     *
     * @throws StackOverflowError if there is not enough
     */
    @SuppressWarnings("ThreadPriorityCheck") // as above
    public static void requireWait() {
        require();
        Thread.yield();
    }

    /**
     * Takes a lock whose holder may be waiting for something itself.
     *
     * @throws StackOverflowError if it is taken and this thread can't wait; it is in no queue then
     */
    public static void lock(ReentrantLock lock) {
        if (!lock.tryLock()) {
            requireWait();
            lock.lock();
        }
    }
}
