package dev.lanner.hostings;

import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.http.HttpStatus;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** A server that gets its requests by a broker keeps the contract, but for what only the broker can see or do. */
class BrokeredServerKitTest extends ServerCompatibilityKit {
    @TempDir
    private Path folder;

    @Override
    public Server newServer() {
        try {
            return new BrokeredServer(Files.createTempDirectory(folder, "b"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The numbers of the port are the broker's. */
    @Override
    public Set<Class<?>> featuresNotGiven() {
        return Set.of(ServerMetricsFeature.class);
    }

    /** The broker would have to watch every client with a thread, since it can't know which applications want to hear of it. */
    @Override
    public boolean noticesThatClientsGo() {
        return false;
    }

    /** A request that a process has cut before a byte of its answer is 502: as long as it can, a broker says so. */
    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        int port = ((BrokeredServer) server).port();
        KitReply reply =
                SocketClient.send(new Socket(InetAddress.getLoopbackAddress(), port), "localhost:" + port, request);
        if (reply.status() == HttpStatus.BAD_GATEWAY) {
            reply.close();
            throw new IOException("cut");
        }
        return reply;
    }
}
