package dev.lanner.spec;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Virtual threads that run on the thread of the test and nowhere else, in turns, each until it waits. A thread that one of
 * them starts belongs to them too. So everything that is to happen has happened when {@link #run()} returns, without a
 * guess at how long it takes, and it happens in the same order each time: in that which {@link Turns} chooses.
 *
 * <p>The JDK lets virtual threads have an executor of their own, and lists those that there are, but has made neither
 * public: the tests' JVM opens {@code java.lang} for it, and exports {@code jdk.internal.vm}.
 */
public final class Schedule {
    /** Whose turn it is. */
    @FunctionalInterface
    public interface Turns {
        /** That of whoever has waited longest. */
        Turns IN_ORDER = (ready, last) -> 0;

        /**
         * Chooses a thread.
         *
         * @param ready how many can go on, at least 1; the first has waited longest
         * @param last the place of the one whose turn was last, if it can go on; else -1
         * @return a place, from 0
         */
        int next(int ready, int last);
    }

    private final List<Runnable> ready = new ArrayList<>();
    private final Turns turns;
    private final Executor executor = this::add;
    private Runnable last;

    /** Nothing runs before {@link #run()}. */
    public Schedule(Turns turns) {
        this.turns = turns;
    }

    private synchronized void add(Runnable continuation) {
        ready.add(continuation);
    }

    private synchronized Runnable next() {
        if (ready.isEmpty()) {
            return null;
        }
        last = ready.remove(turns.next(ready.size(), ready.indexOf(last)));
        return last;
    }

    /** Starts a thread; it runs in {@link #run()}. */
    public void start(Runnable task) {
        Jdk.thread(executor, task).start();
    }

    /** Lets all threads run until each of them waits or has ended. */
    public void run() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    /** Its threads that have not ended, whoever has started them. */
    public List<Thread> threads() {
        return Jdk.threads().filter(thread -> Jdk.executor(thread) == executor).toList();
    }

    /** What the JDK has and does not show. */
    private static final class Jdk {
        private static final Method NEW_THREAD;
        private static final Method THREADS;
        private static final Object ROOT;
        private static final Field EXECUTOR;

        static {
            try {
                NEW_THREAD = Class.forName("java.lang.ThreadBuilders")
                        .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
                NEW_THREAD.setAccessible(true);
                EXECUTOR = Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler");
                EXECUTOR.setAccessible(true);
                ROOT = Class.forName("jdk.internal.vm.ThreadContainers")
                        .getMethod("root")
                        .invoke(null);
                THREADS = Class.forName("jdk.internal.vm.ThreadContainer").getMethod("threads");
            } catch (ReflectiveOperationException e) {
                throw changed(e);
            }
        }

        private static LinkageError changed(ReflectiveOperationException e) {
            return new LinkageError("this JDK makes virtual threads in another way: Schedule must learn it", e);
        }

        static Thread thread(Executor executor, Runnable task) {
            try {
                return (Thread) NEW_THREAD.invoke(null, executor, "test-connection", 0, task);
            } catch (ReflectiveOperationException e) {
                throw changed(e);
            }
        }

        static Stream<Thread> threads() {
            try {
                return ((Stream<?>) THREADS.invoke(ROOT))
                        .map(Thread.class::cast)
                        .filter(Thread::isVirtual);
            } catch (ReflectiveOperationException e) {
                throw changed(e);
            }
        }

        static Object executor(Thread thread) {
            try {
                return EXECUTOR.get(thread);
            } catch (ReflectiveOperationException e) {
                throw changed(e);
            }
        }
    }
}
