package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.RawClient;
import dev.lanner.middleware.ResponseCache;
import dev.lanner.server.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that nobody has touched goes to another queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegationTest {
    private final SharedPorts ports = SharedPorts.of(PortOptions.DEFAULT);
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private Server first;
    private Server cached;
    private Server second;
    private int port;

    @BeforeAll
    void start() throws IOException {
        first = server("first", "http://+:0/first/", this::first);
        port = UrlPrefix.parse(first.features()
                        .require(ServerAddressesFeature.class)
                        .addresses()
                        .getFirst())
                .port();
        cached = ports.server(QueueOptions.builder()
                .prefix("http://+:" + port + "/cached/")
                .before(ResponseCache.withDefaults())
                .build());
        cached.start(Pipeline.of(
                context -> context.features().require(DelegationFeature.class).delegate("second")));
        second = server("second", "http://+:" + port + "/second/", this::second);
    }

    private Server server(String name, String prefix, Handler handler) throws IOException {
        Server server = ports.server(
                QueueOptions.builder().name(name).prefix(prefix).requests(1).build());
        server.start(Pipeline.of(handler));
        return server;
    }

    @AfterAll
    void stop() {
        first.stop(Duration.ZERO);
        cached.stop(Duration.ZERO);
        second.stop(Duration.ZERO);
    }

    private void first(HttpContext context) throws Exception {
        DelegationFeature delegation = context.features().require(DelegationFeature.class);
        context.response().status(299).header("X-First", "1");
        switch (context.request().path()) {
            case "/read" -> context.request().bytes();
            case "/written" -> context.response().body().write('a');
            case "/unknown" -> {
                assertThatThrownBy(() -> delegation.delegate("third"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("there is no queue \"third\" to delegate to");
                context.response().text("not delegated");
                return;
            }
            default -> assertThat(delegation.isPossible()).isTrue();
        }
        try {
            delegation.delegate("second");
        } catch (IllegalStateException touched) {
            problems.add(touched.getMessage());
            return;
        }
        assertThat(delegation.isPossible()).as("once is enough").isFalse();
        if (context.request().path().equals("/goes-on")) {
            context.response().text("goes on");
        }
    }

    private void second(HttpContext context) throws Exception {
        DelegationFeature delegation = context.features().require(DelegationFeature.class);
        boolean wasDelegated = context.request().pathBase().equals("/first");
        if (context.request().pathBase().equals("/cached")) {
            context.response().header("Cache-Control", "public, max-age=60");
            context.response().body().write("streamed".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        assertThat(delegation.isPossible()).isEqualTo(!wasDelegated);
        context.response()
                .text("second " + context.request().pathBase() + " "
                        + context.request().path() + " " + context.request().text());
    }

    private RawClient.Answer send(String target, String content) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.post(target, content).read();
        }
    }

    @Test
    void otherApplicationAnswers() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer = send("/first/x", "content");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("second /first /x content");
            assertThat(answer.fields()).doesNotContainKey("x-first");
        }
        assertThat(send("/second/x", "").text()).isEqualTo("second /second /x ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/read", "/written"})
    void touchedRequestStaysWhereItIs(String path) throws Exception {
        problems.clear();
        assertThat(send("/first" + path, "content").status()).isEqualTo(299);
        assertThat(problems)
                .containsExactly("the request can't be delegated: its content was read, its response begun,"
                        + " or it was delegated before");
    }

    /** What another application answers passes by the cache before this one. */
    @Test
    void cacheDoesNotTakeItForAnEmptyAnswer() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (RawClient client = RawClient.connect(port)) {
                RawClient.Answer answer = client.send("GET /cached/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .read();
                assertThat(answer.text()).isEqualTo("streamed");
            }
        }
    }

    @Test
    void unknownQueue() throws Exception {
        assertThat(send("/first/unknown", "").text()).isEqualTo("not delegated");
    }

    @Test
    void applicationThatGoesOnAllTheSame() throws Exception {
        RawClient.Answer answer = send("/first/goes-on", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEmpty();
    }
}
