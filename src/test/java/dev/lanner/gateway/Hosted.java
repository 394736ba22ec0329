package dev.lanner.gateway;

import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A gateway behind a server, with a clock that the test turns. The application's output goes to a file, or ours would be full
 * of it.
 */
record Hosted(Gateway gateway, TestServer server, ManualClock clock) implements AutoCloseable {
    static Hosted start(List<String> command, UnaryOperator<GatewayOptions.Builder> options) throws IOException {
        ManualClock clock = new ManualClock();
        Gateway gateway =
                new Gateway(options.apply(GatewayOptions.builder(command)).build(), clock);
        return new Hosted(gateway, TestServer.start(gateway), clock);
    }

    RawClient connect() throws IOException {
        return server.connect();
    }

    /** The answer to a GET by a connection of its own. */
    RawClient.Answer get(String target) throws IOException {
        try (RawClient client = connect()) {
            return client.get(target).read();
        }
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
    }
}
