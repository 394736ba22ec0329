package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that has no file descriptor left. */
class CrampedBrokerIT {
    @TempDir
    private Path folder;

    /** That is the broker's trouble: the request can't be passed on, and the process that would have had it stays attached. */
    @Test
    void processesStayAttached() throws Exception {
        Path socket = folder.resolve("b");
        try (ChildJvm broker = CrampedBroker.start(socket)) {
            int port = Integer.parseInt(broker.line("port "));
            Server shop = Broker.server(socket, QueueOptions.of("http://+:" + port + "/shop/"), ServerOptions.DEFAULT);
            shop.start(Pipeline.of(context -> context.response().text("shop")));
            try (shop;
                    RawClient client = RawClient.connect(port)) {
                assertThat(client.get("/").read().status()).isEqualTo(404);
                broker.say("take");
                broker.line("done");
                assertThat(client.get("/shop/").read().status()).isEqualTo(503);
                broker.say("let go");
                broker.line("done");
                assertThat(client.get("/shop/").read().text()).isEqualTo("shop");
            }
        }
    }
}
