package dev.lanner.internal.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Handles signals, as those that ask a process to end. By reflection: {@code sun.misc.Signal} is in the module
 * {@code jdk.unsupported}, which a JVM may lack.
 *
 * <p>Owned by the thread that made it. Handlers run on threads of the JVM.
 */
public final class Signals implements AutoCloseable {
    /** Each signal with its handler before ours. */
    private final Map<Object, Object> before = new LinkedHashMap<>();

    private Signals() {}

    /**
     * Has an action run on each of some signals, until it is closed. Where that can't be had, nothing is changed.
     *
     * @param names such as {@code INT}
     */
    public static Signals handle(Runnable action, String... names) {
        Signals signals = new Signals();
        for (String name : names) {
            signals.handle(name, action);
        }
        return signals;
    }

    private void handle(String name, Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> proxy == args[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "Lanner's handler of " + name;
                        };
                    });
            before.put(signal, set(signal, ours));
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            // No such module, no such signal on this system, or the JVM keeps it for itself (-Xrs).
        }
    }

    private static Object set(Object signal, Object handler) throws ReflectiveOperationException {
        Class<?> type = signal.getClass();
        try {
            return type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            throw new ReflectiveOperationException(refused.getCause());
        }
    }

    /** Whether any signal is handled. */
    public boolean isHandled() {
        return !before.isEmpty();
    }

    /** Puts the handlers from before back. */
    @Override
    public void close() {
        before.forEach((signal, handler) -> {
            try {
                set(signal, handler);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }
}
