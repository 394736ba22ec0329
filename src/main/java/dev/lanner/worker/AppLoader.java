package dev.lanner.worker;

import dev.lanner.internal.server.ApplicationHost;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;

/**
 * The class loader of one run of an application, and the way from its threads to the worker ({@link ApplicationHost}).
 *
 * <p>The application sees the JDK, Lanner, and itself: of the worker's class path, it shares nothing else. Lanner is the
 * worker's own also where the application brings a copy, since the two speak by its types. For any number of threads.
 */
final class AppLoader extends URLClassLoader implements ApplicationHost {
    static {
        registerAsParallelCapable();
    }

    private static final ClassLoader OURS = AppLoader.class.getClassLoader();
    private static final URL LANNER = location(AppLoader.class);

    private final ApplicationHost host;

    /** @param classPath empty where a module layer has the classes, and this is its parent */
    AppLoader(String name, URL[] classPath, ApplicationHost host) {
        super(name, classPath, ClassLoader.getPlatformClassLoader());
        this.host = host;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> shared = shared(name);
        return shared == null ? super.loadClass(name, resolve) : shared;
    }

    /** Null if it is neither Lanner's nor the JDK's. */
    private static Class<?> shared(String name) {
        try {
            Class<?> found = Class.forName(name, false, OURS);
            URL from = location(found);
            return from == null
                            || from.getProtocol().equals("jrt")
                            || from.toString().equals(LANNER.toString())
                    ? found
                    : null;
        } catch (ClassNotFoundException | LinkageError notThere) {
            return null;
        }
    }

    /** Null for what the JVM itself brings. */
    private static URL location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    @Override
    public Server server(ServerOptions options) {
        return host.server(options);
    }

    @Override
    public void onStopAsked(Runnable stop) {
        host.onStopAsked(stop);
    }
}
