package dev.lanner.worker;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** The method that starts an application, as the {@code java} command finds it (JLS §12.1.4; before Java 25 it is static). */
final class MainMethod {
    private static final int FEATURE_OF_INSTANCE_MAIN = 25;

    private final Method method;

    private MainMethod(Method method) {
        this.method = method;
    }

    /** @throws StartFailure if there is none */
    static MainMethod of(Class<?> type) throws StartFailure {
        Method found = find(type, String[].class);
        boolean flexible = Runtime.version().feature() >= FEATURE_OF_INSTANCE_MAIN;
        if (found == null && flexible) {
            found = find(type);
        }
        if (found == null || !flexible && !(isStatic(found) && Modifier.isPublic(found.getModifiers()))) {
            throw new StartFailure(StartFault.NOT_FOUND, "the class " + type.getName() + " has no main method");
        }
        found.setAccessible(true);
        return new MainMethod(found);
    }

    private static Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            try {
                Method method = each.getDeclaredMethod("main", parameters);
                if (method.getReturnType() == void.class && !Modifier.isPrivate(method.getModifiers())) {
                    return method;
                }
            } catch (NoSuchMethodException notHere) {
                // Perhaps above it.
            }
        }
        return null;
    }

    private static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }

    /** Runs it; what it throws is thrown as it is. */
    void run(String... arguments) throws Throwable {
        try {
            Object receiver = isStatic(method) ? null : instance(method.getDeclaringClass());
            if (method.getParameterCount() == 0) {
                method.invoke(receiver);
            } else {
                method.invoke(receiver, (Object) arguments);
            }
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
