package dev.lanner.queue;

import dev.lanner.internal.server.EdgeServer;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;

/** A broker in a process of its own that lets other users in. Says {@code open}, or why it can't be. */
public final class SharedBroker {
    private SharedBroker() {}

    /** @param args the broker's socket */
    public static void main(String[] args) {
        BrokerOptions options =
                BrokerOptions.builder(Path.of(args[0])).mode("rw-rw----").build();
        try (Broker broker = Broker.open(options, new EdgeServer(ServerOptions.DEFAULT))) {
            System.out.println("open " + broker.attached());
        } catch (IOException failed) {
            System.out.println(failed.getMessage());
        }
    }
}
