package dev.lanner.worker;

import dev.lanner.Pipeline;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Application;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The server that an application gets in a worker keeps the contract. */
public class WorkerServerKitTest extends ServerCompatibilityKit {
    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .listen(Endpoint.localhost(0))
            .stopGrace(Duration.ofSeconds(5))
            .build();

    /** With a worker's server before it, and without a class loader. */
    public static final class Within implements Server {
        private final EdgeServer edge = EdgeServer.withThreadPerRequest(OPTIONS);
        private final WorkerServer inner = new WorkerServer(
                new WorkerServer.Owner() {
                    @Override
                    public void started(WorkerServer server) {}

                    @Override
                    public void stopping(WorkerServer server) {}

                    @Override
                    public ClassLoader loader() {
                        return Within.class.getClassLoader();
                    }
                },
                OPTIONS,
                edge.features());

        @Override
        public FeatureCollection features() {
            return inner.features();
        }

        @Override
        public <C> void start(Application<C> application) throws IOException {
            inner.start(application);
            edge.start(Pipeline.of(context -> {
                if (!inner.serve(context)) {
                    context.response().status(503);
                }
            }));
        }

        @Override
        public StopReport stop(Duration grace) {
            StopReport report = inner.stop(grace);
            edge.stop(Duration.ofSeconds(1)); // what is left of it is on its way to the client
            return report;
        }

        @Override
        public void close() {
            inner.close();
            edge.close();
        }
    }

    @Override
    public Server newServer() {
        return new Within();
    }

    @Override
    public Set<Class<?>> featuresNotGiven() {
        return Set.of();
    }

    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        return SocketClient.send(server, request);
    }
}
