package dev.lanner.hostings;

import dev.lanner.Pipeline;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.TestServer;
import dev.lanner.queue.Broker;
import dev.lanner.queue.BrokerOptions;
import dev.lanner.queue.QueueOptions;
import dev.lanner.server.Application;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A server that gets its requests by a broker, which it brings. */
final class BrokeredServer implements Server {
    private final EdgeServer front = new EdgeServer(
            ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build());
    private final Broker broker;
    private final Server attached;

    BrokeredServer(Path folder) throws IOException {
        Path socket = folder.resolve("broker");
        broker = Broker.open(BrokerOptions.builder(socket).build(), front);
        front.start(Pipeline.of(broker));
        attached = Broker.server(socket, QueueOptions.of("http://+:" + port() + "/"), ServerOptions.DEFAULT);
    }

    int port() {
        return TestServer.port(front);
    }

    @Override
    public FeatureCollection features() {
        return attached.features();
    }

    @Override
    public <C> void start(Application<C> application) throws IOException {
        attached.start(application);
    }

    @Override
    public StopReport stop(Duration grace) {
        StopReport report = attached.stop(grace);
        front.stop(Duration.ofSeconds(1)); // what is left of it is on its way to the client
        try {
            broker.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return report;
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(5));
    }
}
