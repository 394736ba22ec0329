package dev.lanner.examples;

import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Server;
import java.io.IOException;

/** A server of one's own keeps the contract, if it is written like this. */
class JdkHttpServerAdapterTest extends ServerCompatibilityKit {
    @Override
    public Server newServer() {
        return new JdkHttpServerAdapter();
    }

    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        return SocketClient.send(server, request);
    }
}
