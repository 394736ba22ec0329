package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Limits;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a shared port allows is what {@link PortOptions.Builder#server} says: each limit is far from its default here. */
class PortLimitsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTES = Duration.ofMinutes(10);

    private final ManualClock clock = new ManualClock();
    private Server server;
    private int port;

    private void start(UnaryOperator<Limits.Builder> limits) throws IOException {
        ServerOptions allowed = ServerOptions.builder()
                .limits(limits.apply(Limits.builder()).build())
                .build();
        SharedPorts ports =
                new SharedPorts(PortOptions.builder().server(allowed).build(), clock);
        server = ports.server(QueueOptions.of("http://+:0/"));
        server.start(Pipeline.of(
                context -> context.response().text("" + context.request().body().readAllBytes().length)));
        port = UrlPrefix.parse(server.features()
                        .require(ServerAddressesFeature.class)
                        .addresses()
                        .getFirst())
                .port();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    @Test
    void content() throws Exception {
        start(limits -> limits.bodyBytes(3));
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.post("/", "abc").read().text()).isEqualTo("3");
            assertThat(client.post("/", "abcd").read().status()).isEqualTo(413);
        }
    }

    @Test
    void connections() throws Exception {
        start(limits -> limits.connections(1));
        try (RawClient first = RawClient.connect(port)) {
            assertThat(first.get("/").read().status()).isEqualTo(200);
            try (RawClient second = RawClient.connect(port)) {
                assertThat(second.trySend("GET / HTTP/1.1\r\nHost: a\r\n\r\n") && answers(second))
                        .isFalse();
            }
        }
    }

    private static boolean answers(RawClient client) {
        try {
            return client.read().status() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void timeToSendAHead() throws Exception {
        start(limits -> limits.requestHeadTimeout(HOUR));
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n");
            clock.pass(MINUTES);
            assertThat(client.send("\r\n").read().status()).isEqualTo(200);
        }
    }

    @Test
    void timeBetweenRequests() throws Exception {
        start(limits -> limits.keepAliveTimeout(HOUR));
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            clock.pass(MINUTES);
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }
}
