package dev.lanner.internal.server;

import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The edge server keeps the contract, over real sockets. */
class EdgeServerKitTest extends ServerCompatibilityKit {
    @Override
    public Server newServer() {
        return new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.localhost(0))
                .stopGrace(Duration.ofSeconds(5))
                .build());
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
