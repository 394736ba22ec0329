package dev.lanner.queue;

import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A server on a shared port keeps the contract. */
class QueueServerKitTest extends ServerCompatibilityKit {
    @Override
    public Server newServer() {
        return SharedPorts.of(PortOptions.DEFAULT)
                .server(QueueOptions.builder()
                        .prefix("http://localhost:0/")
                        .stopGrace(Duration.ofSeconds(5))
                        .build());
    }

    /** The numbers of a port are those of all its applications. */
    @Override
    public Set<Class<?>> featuresNotGiven() {
        return Set.of(ServerMetricsFeature.class);
    }

    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        return SocketClient.send(server, request);
    }
}
