package dev.lanner.internal.server;

import static java.lang.invoke.MethodType.genericMethodType;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Handles signals, as those that ask a process to end. Without being compiled against {@code sun.misc.Signal}: that is in the
 * module {@code jdk.unsupported}, which a JVM may lack, and the compiler warns of it, which nothing turns off.
 *
 * <p>Owned by the thread that made it. Handlers run on threads of the JVM.
 */
public final class Signals implements AutoCloseable {
    /** Null where signals can't be handled. */
    private final Access access;

    /** Each signal with its handler before ours. */
    private final Map<Object, Object> before = new LinkedHashMap<>();

    private Signals(Access access) {
        this.access = access;
    }

    /**
     * Has an action run on each of some signals, until it is closed. Where that can't be had, nothing is changed.
     *
     * @param names such as {@code INT}
     */
    public static Signals handle(Runnable action, String... names) {
        Signals signals = new Signals(Access.find());
        if (signals.access != null) {
            Object handler = signals.access.handler(action);
            for (String name : names) {
                signals.handle(name, handler);
            }
        }
        return signals;
    }

    private void handle(String name, Object handler) {
        try {
            Object signal = access.signal(name);
            before.put(signal, access.handle(signal, handler));
        } catch (RuntimeException notHere) {
            // No such signal on this system, or the JVM keeps it for itself (-Xrs).
        }
    }

    /** Whether any signal is handled. */
    public boolean isHandled() {
        return !before.isEmpty();
    }

    /** Puts the handlers from before back. */
    @Override
    public void close() {
        before.forEach((signal, handler) -> access.handle(signal, handler));
    }

    /**
     * What {@code sun.misc.Signal} offers. The handler is made as the compiler makes lambdas; a {@link java.lang.reflect.Proxy}
     * took a tenth of the time in which a server starts.
     *
     * @param signal a signal by its name
     * @param handle sets a signal's handler, and tells the one before
     * @param handler a handler that runs an action
     */
    private record Access(MethodHandle signal, MethodHandle handle, MethodHandle handler) {
        private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

        /** Null if there is no such module. */
        static Access find() {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Signals.class.getModule().addReads(signal.getModule());
                MethodHandle run =
                        LOOKUP.findStatic(Access.class, "run", methodType(void.class, Runnable.class, Object.class));
                MethodHandle makeHandler = LambdaMetafactory.metafactory(
                                LOOKUP,
                                "handle",
                                methodType(handler, Runnable.class),
                                methodType(void.class, signal),
                                run,
                                methodType(void.class, signal))
                        .getTarget();
                return new Access(
                        LOOKUP.findConstructor(signal, methodType(void.class, String.class))
                                .asType(methodType(Object.class, String.class)),
                        LOOKUP.findStatic(signal, "handle", methodType(handler, signal, handler))
                                .asType(genericMethodType(2)),
                        makeHandler.asType(methodType(Object.class, Runnable.class)));
            } catch (ReflectiveOperationException | LambdaConversionException none) {
                return null;
            }
        }

        /** What a handler does; found by its name. */
        @SuppressWarnings("unused")
        private static void run(Runnable action, Object signal) {
            action.run();
        }

        Object signal(String name) {
            try {
                return (Object) signal.invokeExact(name);
            } catch (Throwable thrown) {
                throw unchecked(thrown);
            }
        }

        Object handle(Object which, Object newHandler) {
            try {
                return (Object) handle.invokeExact(which, newHandler);
            } catch (Throwable thrown) {
                throw unchecked(thrown);
            }
        }

        Object handler(Runnable action) {
            try {
                return (Object) handler.invokeExact(action);
            } catch (Throwable thrown) {
                throw unchecked(thrown);
            }
        }

        /** Nothing of this is declared to throw checked exceptions. */
        private static RuntimeException unchecked(Throwable thrown) {
            if (thrown instanceof Error error) {
                throw error;
            }
            return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
        }
    }
}
