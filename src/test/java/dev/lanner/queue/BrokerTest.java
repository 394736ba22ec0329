package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.middleware.ForwardedHeaders;
import dev.lanner.middleware.ForwardedHeaders.Field;
import dev.lanner.middleware.PathBase;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers behind one broker, as if each were in a process of its own. */
class BrokerTest {
    @TempDir
    private Path folder;

    private Brokered brokered;

    @BeforeEach
    void start() throws IOException {
        brokered = Brokered.start(folder.resolve("b"));
    }

    @AfterEach
    void stop() throws IOException {
        brokered.close();
    }

    private static Handler named(String name) {
        return context -> context.response()
                .text(name + " " + context.request().pathBase() + " "
                        + context.request().path() + " " + context.request().headers());
    }

    private static Handler terse(String name) {
        return context -> context.response().text(name);
    }

    private boolean answers(String target, String beginning) {
        try {
            return brokered.get(target).startsWith(beginning);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void eachGetsItsRequests() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), named("shop"));
                Server rest = brokered.attach(brokered.queue("rest", "/").build(), named("rest"))) {
            assertThat(brokered.get("/Shop/Cart")).startsWith("200 shop /Shop /Cart ");
            assertThat(brokered.get("/shop")).startsWith("200 shop /shop  ");
            assertThat(brokered.get("/%C3%A4/%2F")).startsWith("200 rest  /\u00c3\u00a4/%2F ");
            assertThat(shop.features().require(ServerAddressesFeature.class).addresses())
                    .containsExactly("http://+:" + brokered.port() + "/shop/");
            assertThat(rest.features()).isNotNull();
        }
        assertThat(brokered.get("/shop")).startsWith("404 ");
    }

    /** What broker and process say to each other is not seen behind it, and can't be said by clients. */
    @Test
    void requestsAreSeenAsTheyCame() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), named("shop"));
                RawClient client = brokered.connect()) {
            String fields = String.join("\r\n", "Lanner-Path-Base: 1", "lanner_path_base: 2", "X-Mine: 3", "\r\n");
            String text = client.send("GET /shop/x HTTP/1.1\r\nHost: a\r\n" + fields)
                    .read()
                    .text();
            assertThat(text)
                    .startsWith("shop /shop /x ")
                    .contains("X-Mine: 3", "Via: 1.1 lanner")
                    .doesNotContainIgnoringCase("lanner-path-base", "lanner_path_base", "token");
            assertThat(shop.features()).isNotNull();
        }
    }

    @Test
    void severalShareAQueue() throws Exception {
        QueueOptions attach =
                QueueOptions.builder().name("shop").mode(QueueMode.ATTACH).build();
        assertThatThrownBy(() -> brokered.attach(attach, terse("late")))
                .isInstanceOf(IOException.class)
                .hasMessage("the broker at " + brokered.socket() + " says no: there is no queue \"shop\" to attach to");
        try (Server first = brokered.attach(brokered.queue("shop", "/").build(), terse("first"));
                Server second = brokered.attach(attach, terse("second"))) {
            assertThatThrownBy(
                            () -> brokered.attach(brokered.queue("shop", "/x/").build(), terse("late")))
                    .hasMessageEndingWith("the queue \"shop\" is there already: attach to it, or choose another name");
            Set<String> answers = new TreeSet<>();
            for (int i = 0; i < 4; i++) {
                answers.add(brokered.get("/"));
            }
            assertThat(answers).containsExactly("200 first", "200 second");
            assertThat(second.features().require(ServerAddressesFeature.class).addresses())
                    .containsExactly("http://+:" + brokered.port() + "/");
            first.stop(Duration.ofSeconds(30));
            for (int i = 0; i < 4; i++) {
                assertThat(brokered.get("/")).isEqualTo("200 second");
            }
        }
    }

    @Test
    void prefixesThatCanNotBeHadAreSentences() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), terse("shop"))) {
            assertThatThrownBy(() ->
                            brokered.attach(brokered.queue("other", "/Shop/").build(), terse("late")))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("says no: the prefix http://+:" + brokered.port()
                            + "/Shop/ is taken already, by the queue \"shop\"");
            assertThatThrownBy(() -> brokered.attach(QueueOptions.of("https://+:" + brokered.port() + "/"), terse("s")))
                    .hasMessageEndingWith("says no: the broker does not listen where the prefix https://+:"
                            + brokered.port() + "/ is, but on http://127.0.0.1:" + brokered.port());
            assertThat(brokered.get("/shop/")).isEqualTo("200 shop");
            assertThat(shop.features()).isNotNull();
        }
    }

    /** Who leaves finishes its requests, and whoever waits goes on to another. */
    @Test
    void stopLetsRequestsFinish() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Server first = brokered.attach(brokered.queue("shop", "/").build(), context -> {
            begun.countDown();
            Await.latch(go);
            context.response().text("first");
        });
        try (RawClient client = brokered.connect()) {
            client.get("/");
            Await.latch(begun);
            Future<StopReport> stopped = Await.async(() -> first.stop(Duration.ofMinutes(1)));
            Await.until(
                    "it gets no more", () -> brokered.broker().queues().all().isEmpty());
            assertThat(brokered.get("/")).startsWith("404 ");
            go.countDown();
            assertThat(client.read().text()).isEqualTo("first");
            StopReport report = Await.result(stopped);
            assertThat(report.finished()).isEqualTo(1);
            assertThat(report.aborted()).isZero();
        }
    }

    @Test
    void stopWithoutGraceCuts() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Server first = brokered.attach(brokered.queue("shop", "/").build(), context -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        try (RawClient client = brokered.connect()) {
            client.post("/", "x");
            Await.latch(begun);
            StopReport report = first.stop(Duration.ZERO);
            assertThat(report.aborted()).isEqualTo(1);
            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    /** Limit and verbosity are those of whoever made the queue. */
    @Test
    void limitAndVerbosityAreTheCreators() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        Handler holding = context -> {
            begun.countDown();
            Await.latch(go);
            context.response().text("held");
        };
        QueueOptions.Builder attaching = QueueOptions.builder()
                .name("shop")
                .mode(QueueMode.CREATE_OR_ATTACH)
                .requests(1)
                .limit(1_000)
                .verbosity(Verbosity.BASIC);
        try (Server first = brokered.attach(
                        brokered.queue("shop", "/")
                                .requests(1)
                                .limit(1)
                                .verbosity(Verbosity.FULL)
                                .build(),
                        holding);
                Server second = brokered.attach(attaching.build(), holding);
                RawClient a = brokered.connect();
                RawClient b = brokered.connect();
                RawClient c = brokered.connect();
                RawClient d = brokered.connect()) {
            a.get("/");
            b.get("/");
            Await.latch(begun);
            c.get("/");
            RequestQueue<Attachment> queue = brokered.broker().queues().all().getFirst();
            Await.until("it waits", () -> queue.waiting() == 1);
            assertThat(d.get("/").read().text())
                    .isEqualTo("503 Service Unavailable: the queue of this application is full\n");
            go.countDown();
            for (RawClient held : new RawClient[] {a, b, c}) {
                assertThat(held.read().text()).isEqualTo("held");
            }
            assertThat(first.features()).isNotSameAs(second.features());
        }
    }

    @Test
    void clientsThatGoLeaveTheQueue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Handler holding = context -> {
            begun.countDown();
            Await.latch(go);
        };
        QueueOptions one = brokered.queue("shop", "/").requests(1).build();
        try (Server shop = brokered.attach(one, holding);
                FrameClient client = FrameClient.connect(brokered.port()).begin()) {
            client.get(1, "/").send();
            Await.latch(begun);
            client.get(3, "/").send();
            RequestQueue<Attachment> queue = brokered.broker().queues().all().getFirst();
            Await.until("it waits", () -> queue.waiting() == 1);
            client.rstStream(3, ErrorCode.CANCEL).send();
            Await.until("it has left", () -> queue.waiting() == 0);
            go.countDown();
            assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(1);
            assertThat(shop.features()).isNotNull();
        }
    }

    @Test
    void brokerThatIsNotThereIsASentence() {
        Path nowhere = folder.resolve("nowhere");
        Server server = Broker.server(nowhere, QueueOptions.of(), ServerOptions.DEFAULT);
        assertThatThrownBy(() -> server.start(Pipeline.of(terse("x"))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no broker answers at the socket " + nowhere + ": ")
                .hasMessageEndingWith("; lanner broker --socket " + nowhere + " starts one");
        assertThat(server.stop(Duration.ZERO)).isEqualTo(StopReport.NOTHING);
    }

    @Test
    void processesAttachToTheNextBroker() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), terse("shop"))) {
            int port = brokered.port();
            brokered.close();
            brokered = Brokered.start(brokered.socket(), port, Clock.SYSTEM, options -> options);
            Await.until("it has attached again", () -> answers("/shop/", "200 shop"));
            assertThat(shop.stop(Duration.ofSeconds(30)).aborted()).isZero();
        }
        assertThat(brokered.get("/shop/")).startsWith("404 ");
    }

    @Test
    void secondBrokerAtOneSocketIsRefusedAndDoesNoHarm() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/").build(), terse("shop"))) {
            assertThatThrownBy(() -> Brokered.start(brokered.socket()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the socket " + brokered.socket() + " is in use by another server");
            assertThat(brokered.get("/")).isEqualTo("200 shop");
            assertThat(shop.features()).isNotNull();
        }
    }

    @Test
    void silentProcessIs504() throws Exception {
        brokered.close();
        ManualClock clock = new ManualClock();
        brokered =
                Brokered.start(folder.resolve("c"), clock, options -> options.requestTimeout(Duration.ofSeconds(20)));
        CountDownLatch never = new CountDownLatch(1);
        try (Server shop = brokered.attach(brokered.queue("shop", "/").build(), context -> Await.latch(never));
                RawClient client = brokered.connect()) {
            client.get("/");
            Future<RawClient.Answer> answer = Await.async(client::read);
            clock.advanceUntil("it is given up", answer::isDone);
            assertThat(Await.result(answer).text())
                    .isEqualTo("504 Gateway Timeout: the application did not answer in time\n");
            never.countDown();
            assertThat(shop.features()).isNotNull();
        }
    }

    /** As with HTTP.sys: a proxy that has told of another scheme, host and port does not change where the request came in. */
    @Test
    void prefixesAreOfTheEndpointAndNotOfTheProxy() throws Exception {
        brokered.close();
        brokered = Brokered.start(
                folder.resolve("c"), ForwardedHeaders.of(Field.FOR, Field.PROTO, Field.HOST, Field.PREFIX));
        Handler origin = context -> context.response()
                .text(context.request().scheme() + " " + context.request().authority() + " "
                        + context.request().pathBase() + " " + context.request().path());
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), origin);
                RawClient client = brokered.connect()) {
            String told = String.join(
                    "\r\n",
                    "X-Forwarded-For: 192.0.2.1",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: shop.example",
                    "X-Forwarded-Prefix: /outside",
                    "\r\n");
            assertThat(client.send("GET /shop/cart HTTP/1.1\r\nHost: a\r\n" + told)
                            .read()
                            .text())
                    .isEqualTo("https shop.example /outside/shop /cart");
            assertThat(shop.features()).isNotNull();
        }
    }

    /** What a middleware before the broker has taken from the path stays before what the prefix takes. */
    @Test
    void pathBaseFromBeforeTheBrokerIsKept() throws Exception {
        brokered.close();
        brokered = Brokered.start(folder.resolve("c"), new PathBase("/app"));
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), named("shop"));
                Server rest = brokered.attach(brokered.queue("rest", "/").build(), named("rest"))) {
            assertThat(brokered.get("/app/shop/cart")).startsWith("200 shop /app/shop /cart ");
            assertThat(brokered.get("/app/other")).startsWith("200 rest /app /other ");
            assertThat(shop.features()).isNotSameAs(rest.features());
        }
    }

    /** The next broker takes the connection and says nothing; the clock stands still, so nobody gives it up. */
    @Test
    void stopDoesNotWaitForABrokerThatIsSilent() throws Exception {
        Server shop = new AttachedServer(
                brokered.socket(), brokered.queue("shop", "/").build(), ServerOptions.DEFAULT, new ManualClock());
        shop.start(Pipeline.of(terse("shop")));
        brokered.close();
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(brokered.socket()));
            SocketChannel asking = Await.result(Await.async(silent::accept));
            Future<StopReport> stopped = Await.async(() -> shop.stop(Duration.ofMinutes(1)));
            assertThat(Await.result(stopped).aborted()).isZero();
            assertThat(Await.result(Await.async(() -> drained(asking))))
                    .as("it asks no more")
                    .isTrue();
        }
    }

    /** Until the other side has ended the connection. */
    private static boolean drained(SocketChannel channel) throws IOException {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(1_000);
            int read = 0;
            while (read >= 0) {
                read = channel.read(buffer.clear());
            }
            return true;
        }
    }

    /** What a broker says, with a place to listen at. */
    private static void offer(String place, SocketChannel process) throws IOException {
        String answer = """
                HTTP/1.1 101 Switching Protocols\r
                Connection: Upgrade\r
                Upgrade: lanner-queue\r
                Lanner-Socket: %s\r
                \r
                """.formatted(place);
        process.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A broker that speaks another language is no reason not to ask the next one. */
    @Test
    void processesAttachAfterABrokerThatMakesNoSense() throws Exception {
        try (Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), terse("shop"))) {
            int port = brokered.port();
            brokered.close();
            try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                other.bind(UnixDomainSocketAddress.of(brokered.socket()));
                try (SocketChannel asking = Await.result(Await.async(other::accept))) {
                    offer("%zz", asking);
                    assertThat(Await.result(Await.async(() -> drained(asking)))).isTrue();
                }
            }
            brokered = Brokered.start(brokered.socket(), port, Clock.SYSTEM, options -> options);
            Await.until("it has attached again", () -> answers("/shop/", "200 shop"));
            assertThat(shop.stop(Duration.ofSeconds(30)).aborted()).isZero();
        }
    }

    @Test
    void brokerThatMakesNoSenseIsASentence() throws Exception {
        Path socket = folder.resolve("other");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            Server server = Broker.server(socket, QueueOptions.of(), ServerOptions.DEFAULT);
            Future<?> started = Await.async(() -> {
                server.start(Pipeline.of(terse("x")));
                return null;
            });
            try (SocketChannel asking = Await.result(Await.async(other::accept))) {
                offer("a%00", asking);
                assertThatThrownBy(() -> Await.result(started))
                        .hasRootCauseInstanceOf(IllegalArgumentException.class)
                        .cause()
                        .isInstanceOf(IOException.class)
                        .hasMessage("the broker at " + socket + " speaks another protocol");
            }
        }
    }
}
