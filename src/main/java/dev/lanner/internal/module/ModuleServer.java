package dev.lanner.internal.module;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * An edge server in a process that a module has started: listens where the module says and nowhere else, and serves nobody but
 * the module. For any number of threads.
 */
public final class ModuleServer implements Server {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.module");

    private final ModuleEnvironment module;
    private final ServerOptions asked;
    private final EdgeServer edge;
    private volatile Runnable onStopAsked = this::close;

    public ModuleServer(ModuleEnvironment module, ServerOptions options) {
        this.module = module;
        this.asked = options;
        this.edge = new EdgeServer(options.withEndpoint(module.endpoint()));
    }

    /** What to do when the module wants this process to end; without a host, the server is closed. */
    public void onStopAsked(Runnable action) {
        onStopAsked = action;
    }

    @Override
    public FeatureCollection features() {
        return edge.features();
    }

    @Override
    public <C> void start(Application<C> application) throws IOException {
        asked.endpoints()
                .forEach(endpoint -> LOGGER.log(
                        Level.INFO,
                        "{0} is not listened on: the module that has started this process wants {1} alone",
                        endpoint.url(),
                        module.endpoint().url()));
        edge.start(new ModuleIntegration<>(application, module, this::stopAsked));
        if (module.lifeline()) {
            Thread.ofPlatform().daemon().name("lanner-lifeline").start(this::awaitEndOfInput);
        }
    }

    /** Not on the caller's thread, whose request is to be answered first. */
    private void stopAsked() {
        Thread.ofPlatform().name("lanner-module-stop").start(() -> onStopAsked.run());
    }

    /** The module holds the other end, and says nothing by it. */
    private void awaitEndOfInput() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // It has, one way or the other.
        }
        LOGGER.log(Level.WARNING, "the module has died, and so this process ends");
        onStopAsked.run();
    }

    @Override
    public StopReport stop(Duration grace) {
        return edge.stop(grace);
    }

    @Override
    public void close() {
        edge.close();
    }
}
