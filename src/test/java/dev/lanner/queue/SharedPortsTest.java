package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several applications of one process on one port. */
class SharedPortsTest {
    private final SharedPorts ports = SharedPorts.of(PortOptions.DEFAULT);
    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(Duration.ZERO));
    }

    private Server start(QueueOptions options, Handler handler) throws IOException {
        Server server = ports.server(options);
        servers.add(server);
        server.start(Pipeline.of(handler));
        return server;
    }

    private Server start(Handler handler, String... prefixes) throws IOException {
        return start(QueueOptions.of(prefixes), handler);
    }

    private static int port(Server server) {
        return UrlPrefix.parse(server.features()
                        .require(ServerAddressesFeature.class)
                        .addresses()
                        .getFirst())
                .port();
    }

    private static String get(int port, String target) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            RawClient.Answer answer = client.get(target).read();
            return answer.status() == 200 ? answer.text() : answer.status() + " " + answer.text();
        }
    }

    private static Handler named(String name) {
        return context -> context.response()
                .text(name + " " + context.request().pathBase() + " "
                        + context.request().path());
    }

    @Test
    void eachApplicationGetsItsRequests() throws Exception {
        int port = port(start(named("shop"), "http://+:0/shop/"));
        start(named("cart"), "http://+:" + port + "/shop/cart/");
        start(named("test"), "http://test:" + port + "/");
        start(named("rest"), "http://*:" + port + "/");

        assertThat(get(port, "/shop/x")).isEqualTo("shop /shop /x");
        assertThat(get(port, "/shop")).isEqualTo("shop /shop ");
        assertThat(get(port, "/shop/cart/1?a=b")).isEqualTo("cart /shop/cart /1");
        assertThat(get(port, "/x")).isEqualTo("test  /x");
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.send("GET /x HTTP/1.1\r\nHost: other:1\r\n\r\n")
                            .read()
                            .text())
                    .isEqualTo("rest  /x");
            assertThat(client.send("OPTIONS * HTTP/1.1\r\nHost: TEST\r\n\r\n")
                            .read()
                            .text())
                    .isEqualTo("test  *");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/Cart/, shop /shop /Cart/",
        "/SHOP/Cart/, shop /SHOP /Cart/",
        "/%53hop/%43art, shop /Shop /Cart",
        "/x/../Shop, shop /Shop ",
        "/shop%2Fcart, '404 404 Not Found: no application here has that address\n'",
    })
    void pathBaseIsSpelledAsTheClientWroteIt(String target, String answer) throws Exception {
        int port = port(start(named("shop"), "http://+:0/shop/"));
        assertThat(get(port, target).strip()).isEqualTo(answer.strip());
    }

    @Test
    void stoppedOneLeavesTheOthersAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Server first = start(
                context -> {
                    begun.countDown();
                    Await.latch(go);
                    context.response().text("first");
                },
                "http://+:0/a/");
        int port = port(first);
        Server second = start(named("second"), "http://+:" + port + "/b/");
        try (RawClient client = RawClient.connect(port);
                RawClient other = RawClient.connect(port)) {
            client.get("/a/");
            Await.latch(begun);
            Future<StopReport> stopped = Await.async(() -> first.stop(Duration.ofMinutes(1)));
            Await.until("it gets no more", () -> ports.table().find("http", port, "test", "/a/") == null);
            assertThat(get(port, "/a/")).startsWith("404 ");
            assertThat(other.get("/b/x").read().text()).isEqualTo("second /b /x");
            go.countDown();
            assertThat(client.read().text()).isEqualTo("first");
            StopReport report = Await.result(stopped);
            assertThat(report.finished()).isEqualTo(1);
            assertThat(report.aborted()).isZero();
            assertThat(other.get("/b/y").read().text())
                    .as("the connection lives on")
                    .isEqualTo("second /b /y");
        }
        second.stop(Duration.ZERO);
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(RawClient.V4, port));
            assertThat(free.isBound()).as("the port is closed behind the last").isTrue();
        }
    }

    /** What is cut at the end of the grace is cut on a port that others go on using. */
    @Test
    void requestsOfTheStoppedOneAreCutAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Server first = start(
                context -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                },
                "http://+:0/a/");
        int port = port(first);
        start(named("second"), "http://+:" + port + "/b/");
        try (RawClient client = RawClient.connect(port);
                RawClient other = RawClient.connect(port)) {
            assertThat(other.get("/b/x").read().text()).isEqualTo("second /b /x");
            client.get("/a/");
            Await.latch(begun);
            StopReport report = first.stop(Duration.ZERO);
            assertThat(report.aborted()).isEqualTo(1);
            assertThat(client.isReset()).isTrue();
            assertThat(other.get("/b/y").read().text()).isEqualTo("second /b /y");
        }
    }

    /** One host, however a client spells it. */
    @Test
    void spellingsOfAHost() throws Exception {
        int port = port(start(named("v6"), "http://[0:0:0:0:0:0:0:1]:0/"));
        start(named("name"), "http://shop.example:" + port + "/");
        for (String host : new String[] {"[::1]", "[0:0::1]:" + port, "[0000:0:0:0:0:0:0.0.0.1]"}) {
            assertThat(getFrom(port, host)).as(host).isEqualTo("v6  /");
        }
        for (String host : new String[] {"shop.example", "Shop.Example.", "shop.example.:" + port}) {
            assertThat(getFrom(port, host)).as(host).isEqualTo("name  /");
        }
        assertThat(getFrom(port, "shop.example..")).startsWith("404 ");
    }

    private static String getFrom(int port, String host) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            RawClient.Answer answer =
                    client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
            return answer.status() == 200 ? answer.text() : answer.status() + " " + answer.text();
        }
    }

    @Test
    void takenPrefixIsASentenceAndChangesNothing() throws Exception {
        int port = port(start(
                QueueOptions.builder().name("shop").prefix("http://+:0/shop/").build(), named("shop")));
        Server late = ports.server(QueueOptions.builder()
                .prefix("http://+:" + port + "/new/")
                .prefix("http://+:" + port + "/Shop/")
                .build());
        assertThatThrownBy(() -> late.start(Pipeline.of(named("late"))))
                .isInstanceOf(IOException.class)
                .hasMessage("the prefix http://+:" + port + "/Shop/ is taken already, by the queue \"shop\"");
        assertThat(get(port, "/new/")).startsWith("404");
        assertThat(get(port, "/shop/")).isEqualTo("shop /shop /");
    }

    @Test
    void portThatCanNotBeHadIsASentence() throws Exception {
        int port = port(start(named("shop"), "http://+:0/"));
        assertThatThrownBy(() -> start(named("late"), "https://+:" + port + "/"))
                .isInstanceOf(IOException.class)
                .hasMessage("the port of the prefix https://+:" + port + "/ speaks http already");
        assertThatThrownBy(() -> start(named("late"), "https://+:0/"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("needs a certificate");
        try (ServerSocket taken = new ServerSocket(0, 1, RawClient.V4)) {
            assertThatThrownBy(() -> start(named("late"), "http://+:" + taken.getLocalPort() + "/"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " on localhost is in use");
        }
        start(named("next"), "http://x:" + port + "/");
    }

    @Test
    void anyPortIsOnePortForAScheme() throws Exception {
        Server server = start(named("both"), "http://+:0/a/", "http://+:0/b/");
        int port = port(server);
        assertThat(server.features().require(ServerAddressesFeature.class).addresses())
                .containsExactly("http://+:" + port + "/a/", "http://+:" + port + "/b/");
        assertThat(get(port, "/b/")).isEqualTo("both /b /");
        assertThat(port(start(named("other"), "http://+:0/"))).isNotEqualTo(port);
    }

    private static QueueOptions.Builder shop(QueueMode mode) {
        return QueueOptions.builder().name("shop").mode(mode);
    }

    /** As soon as a prefix is free, so is its port, and not only when the stop is over. */
    @Test
    void portThatWasGivenBackCanBeHadAtOnce() throws Exception {
        Server first = start(named("first"), "http://+:0/");
        int port = port(first);
        ((QueueServer) first).leave();
        start(named("next"), "http://+:" + port + "/");
        assertThat(get(port, "/")).isEqualTo("next  /");
    }

    @Test
    void modes() throws Exception {
        assertThatThrownBy(() -> start(shop(QueueMode.ATTACH).build(), named("late")))
                .hasMessage("there is no queue \"shop\" to attach to");
        Server first = start(
                shop(QueueMode.CREATE_OR_ATTACH).prefix("http://+:0/shop/").build(), named("first"));
        int port = port(first);
        assertThatThrownBy(() ->
                        start(shop(QueueMode.CREATE).prefix("http://+:0/other/").build(), named("late")))
                .hasMessage("the queue \"shop\" is there already: attach to it, or choose another name");
        Server second = start(
                shop(QueueMode.CREATE_OR_ATTACH).prefix("http://+:0/other/").build(), named("second"));
        assertThat(port(second))
                .as("who attaches gets the prefixes that are there")
                .isEqualTo(port);
        Server third = start(shop(QueueMode.ATTACH).build(), named("third"));

        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(get(port, "/shop/").split(" ")[0]);
        }
        assertThat(answers).as("they take turns").containsExactlyInAnyOrder("first", "second", "third");
        first.stop(Duration.ZERO);
        third.stop(Duration.ZERO);
        assertThat(get(port, "/shop/")).isEqualTo("second /shop /");
    }

    @Test
    void optionsAreChecked() {
        QueueOptions.Builder builder = QueueOptions.builder();
        assertThatThrownBy(() -> builder.name("x".repeat(261))).hasMessageContaining("it must have 1 to 260");
        assertThatThrownBy(() -> builder.name("")).hasMessageContaining("it must have 1 to 260");
        assertThatThrownBy(() -> builder.name("a b")).hasMessageContaining("visible ones");
        assertThatThrownBy(() -> builder.limit(0)).hasMessage("limit is 0; it must be from 1 to 1000000");
        assertThatThrownBy(() -> builder.requests(0)).hasMessage("requests is 0; it must be from 1 to 1000000");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessageStartingWith("timeout is PT0S; it must be");
        assertThatThrownBy(() -> builder.mode(QueueMode.ATTACH).build())
                .hasMessage("a queue to attach to needs a name");
        assertThat(QueueOptions.of().prefixes()).containsExactly(UrlPrefix.parse("http://localhost:8080/"));
    }

    /** What is answered before the queue needs no place in it. */
    @Test
    void middlewareRunsBeforeTheQueue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        int port = port(start(
                QueueOptions.builder()
                        .prefix("http://+:0/a/")
                        .requests(1)
                        .before((context, next) -> {
                            if (context.request().path().equals("/cached")) {
                                context.response().text("cached");
                            } else {
                                next.handle(context);
                            }
                        })
                        .build(),
                context -> hold(context, begun, go)));
        try (RawClient client = RawClient.connect(port)) {
            client.get("/a/held");
            Await.latch(begun);
            assertThat(get(port, "/a/cached")).isEqualTo("cached");
            go.countDown();
            assertThat(client.read().text()).isEqualTo("held");
        }
    }

    private static void hold(HttpContext context, CountDownLatch begun, CountDownLatch go) throws Exception {
        begun.countDown();
        Await.latch(go);
        context.response().text("held");
    }
}
