package dev.lanner.worker;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.server.ApplicationHost;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The classes of an application, loaded from a copy of its files for one run.
 *
 * <p>An application that is a named module gets a module layer of its own, if Lanner is a module in this process too, since it
 * could not be required otherwise. All others are on a class path of their own. Owned by one {@link AppRun}.
 */
final class AppClasses implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    private final ShadowCopy copy;
    private final AppLoader base;
    private final ClassLoader loader;
    private final MainMethod main;

    private AppClasses(AppCode code, ShadowCopy copy, String name, ApplicationHost host)
            throws StartFailure, IOException, ReflectiveOperationException {
        this.copy = copy;
        ModuleDescriptor module = module(copy.files().getFirst());
        String mainClass = code.mainClass();
        if (mainClass == null && module != null) {
            mainClass = module.mainClass().orElse(null);
        }
        if (mainClass == null) {
            throw new StartFailure(
                    StartFault.NOT_FOUND, code.files().getFirst() + " does not say which class is to be started");
        }
        if (module == null || !AppClasses.class.getModule().isNamed()) {
            base = new AppLoader(name, urls(copy.files()), host);
            loader = base;
        } else {
            base = new AppLoader(name, new URL[0], host);
            loader = layer(module, mainClass);
        }
        main = MainMethod.of(find(mainClass));
    }

    /**
     * Loads.
     *
     * @param name of the run, for people
     * @param host which the application's threads find
     * @throws StartFailure if that fails, with a sentence that says why
     */
    static AppClasses load(AppCode code, String name, ApplicationHost host) throws StartFailure {
        ShadowCopy copy = null;
        try {
            copy = new ShadowCopy(code.files());
            return new AppClasses(code, copy, name, host);
        } catch (StartFailure failed) {
            copy.close();
            throw failed;
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError failed) {
            if (copy != null) {
                copy.close();
            }
            throw new StartFailure(StartFault.of(failed), "it can't be loaded: " + failed);
        }
    }

    /** Null if it is none, or has no name of its own. */
    private static ModuleDescriptor module(Path application) {
        return ModuleFinder.of(application).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(descriptor -> !descriptor.isAutomatic())
                .findFirst()
                .orElse(null);
    }

    private static URL[] urls(List<Path> files) throws MalformedURLException {
        URL[] urls = new URL[files.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = files.get(i).toUri().toURL();
        }
        return urls;
    }

    /** What is in the boot layer comes from there: Lanner, even if it lies beside the application. */
    private ClassLoader layer(ModuleDescriptor module, String mainClass) {
        ModuleLayer boot = ModuleLayer.boot();
        ModuleFinder ours = ModuleFinder.of(copy.files().toArray(Path[]::new));
        Configuration configuration =
                boot.configuration().resolveAndBind(ModuleFinder.of(), ours, Set.of(module.name()));
        ModuleLayer.Controller layer = ModuleLayer.defineModulesWithOneLoader(configuration, List.of(boot), base);
        Module application = layer.layer().findModule(module.name()).orElseThrow();
        int dot = mainClass.lastIndexOf('.');
        layer.addOpens(application, mainClass.substring(0, Math.max(0, dot)), AppClasses.class.getModule());
        return application.getClassLoader();
    }

    private Class<?> find(String mainClass) throws StartFailure {
        try {
            return Class.forName(mainClass, false, loader);
        } catch (ClassNotFoundException notThere) {
            throw new StartFailure(StartFault.NOT_FOUND, "there is no class " + mainClass);
        }
    }

    /** The context class loader of the application's threads. */
    ClassLoader loader() {
        return loader;
    }

    MainMethod main() {
        return main;
    }

    /** Whether a class loader is one of the application's, or stands on one. */
    boolean isFrom(ClassLoader other) {
        for (ClassLoader each = other; each != null; each = each.getParent()) {
            if (each == base) {
                return true;
            }
        }
        return false;
    }

    /** The classes that were loaded stay for as long as somebody holds them; no others are loaded. */
    @Override
    public void close() {
        try {
            base.close();
        } catch (IOException failed) {
            LOGGER.log(Level.DEBUG, "closing the jars failed: {0}", failed.toString());
        }
        copy.close();
    }
}
