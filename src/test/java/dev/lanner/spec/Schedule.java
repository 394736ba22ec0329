package dev.lanner.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Virtual threads that run on the thread of the test and nowhere else, in turns, each until it waits. A thread that one of
 * them starts belongs to them too. So everything that is to happen has happened when {@link #run()} returns, without a
 * guess at how long it takes, and it happens in the same order each time.
 *
 * <p>The JDK lets virtual threads have an executor of their own, but has not made that public: the tests' JVM opens
 * {@code java.lang} for it.
 */
final class Schedule {
    private static final Method NEW_THREAD = newThread();

    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final Executor executor = this::add;

    private static Method newThread() {
        try {
            Method method = Class.forName("java.lang.ThreadBuilders")
                    .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK makes virtual threads in another way: Schedule must learn it", e);
        }
    }

    private synchronized void add(Runnable continuation) {
        ready.add(continuation);
    }

    private synchronized Runnable next() {
        return ready.poll();
    }

    /** Starts a thread; it runs in {@link #run()}. */
    void start(Runnable task) {
        try {
            ((Thread) NEW_THREAD.invoke(null, executor, "test-connection", 0, task)).start();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("no virtual thread", e);
        }
    }

    /** Lets all threads run until each of them waits or has ended. */
    void run() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }
}
