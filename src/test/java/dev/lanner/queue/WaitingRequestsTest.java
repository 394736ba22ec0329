package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests for which the application has no place: in what order they wait, for how long, and what they get. */
class WaitingRequestsTest {
    private final ManualClock clock = new ManualClock();
    private final SharedPorts ports = new SharedPorts(PortOptions.DEFAULT, clock);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Semaphore release = new Semaphore(0);
    private Server server;
    private int port;

    private void start(UnaryOperator<QueueOptions.Builder> options) throws Exception {
        server = ports.server(options.apply(
                        QueueOptions.builder().name("q").prefix("http://+:0/").requests(1))
                .build());
        server.start(Pipeline.of(this::handle));
        port = UrlPrefix.parse(server.features()
                        .require(ServerAddressesFeature.class)
                        .addresses()
                        .getFirst())
                .port();
    }

    private void handle(HttpContext context) throws Exception {
        begun.add(context.request().path());
        release.acquire();
        context.response().text(context.request().path());
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    private void awaitWaiting(int count) {
        Await.until(count + " wait", () -> ports.queue("q").waiting() == count);
    }

    @ParameterizedTest
    @EnumSource
    void fullQueue(Verbosity verbosity) throws Exception {
        start(options -> options.limit(1).verbosity(verbosity));
        try (RawClient first = RawClient.connect(port);
                RawClient second = RawClient.connect(port);
                RawClient third = RawClient.connect(port)) {
            first.get("/1");
            Await.until("the first runs", () -> begun.size() == 1);
            second.get("/2");
            awaitWaiting(1);
            third.get("/3");
            if (verbosity == Verbosity.BASIC) {
                assertThat(third.isReset()).isTrue();
            } else {
                RawClient.Answer answer = third.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("retry-after")).isEqualTo("1");
                assertThat(answer.text())
                        .isEqualTo(
                                verbosity == Verbosity.LIMITED
                                        ? ""
                                        : "503 Service Unavailable: the queue of this application is full\n");
            }
            release.release(2);
            assertThat(first.read().text()).isEqualTo("/1");
            assertThat(second.read().text()).isEqualTo("/2");
            assertThat(begun).as("the application was not asked").containsExactly("/1", "/2");
        }
    }

    /** With HTTP/2 it is the stream that is reset, and nobody else's. */
    @Test
    void fullQueueInHttp2() throws Exception {
        start(options -> options.limit(1).verbosity(Verbosity.BASIC));
        try (FrameClient client = FrameClient.connect(port).begin()) {
            client.get(1, "/1").send();
            Await.until("the first runs", () -> begun.size() == 1);
            client.get(3, "/3").send();
            awaitWaiting(1);
            client.get(5, "/5").send();
            assertThat(client.await(FrameClient.RST_STREAM).streamId()).isEqualTo(5);
            release.release(2);
            assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(1);
            assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(3);
        }
    }

    /** One that nobody waits for any more keeps no other one out. */
    @Test
    void clientsThatGoLeaveTheQueue() throws Exception {
        start(options -> options.limit(1));
        try (FrameClient client = FrameClient.connect(port).begin()) {
            client.get(1, "/1").send();
            Await.until("the first runs", () -> begun.size() == 1);
            client.get(3, "/3").send();
            awaitWaiting(1);
            client.rstStream(3, ErrorCode.CANCEL).send();
            awaitWaiting(0);
            client.get(5, "/5").send();
            awaitWaiting(1);
            release.release(2);
            assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(1);
            assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(5);
            assertThat(begun).containsExactly("/1", "/5");
        }
    }

    @Test
    void requestThatWaitsTooLong() throws Exception {
        start(options -> options.timeout(Duration.ofSeconds(30)).verbosity(Verbosity.FULL));
        try (RawClient first = RawClient.connect(port);
                RawClient second = RawClient.connect(port)) {
            first.get("/1");
            Await.until("the first runs", () -> begun.size() == 1);
            second.get("/2");
            awaitWaiting(1);
            clock.advanceUntil("the second is refused", () -> ports.queue("q").waiting() == 0);
            RawClient.Answer answer = second.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text())
                    .isEqualTo("503 Service Unavailable: the application had no place for this request in time\n");
            release.release();
            assertThat(first.read().text()).isEqualTo("/1");
        }
    }

    @Test
    void firstComeFirstServed() throws Exception {
        start(options -> options);
        RawClient[] clients = new RawClient[5];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = RawClient.connect(port).get("/" + i);
            int waiting = i;
            Await.until(
                    "it runs or waits",
                    () -> begun.size() == 1 && ports.queue("q").waiting() == waiting);
        }
        release.release(clients.length);
        for (int i = 0; i < clients.length; i++) {
            try (RawClient client = clients[i]) {
                assertThat(client.read().text()).isEqualTo("/" + i);
            }
        }
        assertThat(begun).containsExactly("/0", "/1", "/2", "/3", "/4");
    }

    /** A second server takes what waits for the first. */
    @Test
    void requestsWaitForWhoeverAttaches() throws Exception {
        start(options -> options);
        Server second = ports.server(
                QueueOptions.builder().name("q").mode(QueueMode.ATTACH).build());
        try (RawClient first = RawClient.connect(port);
                RawClient waiting = RawClient.connect(port)) {
            first.get("/1");
            Await.until("the first runs", () -> begun.size() == 1);
            waiting.get("/2");
            awaitWaiting(1);
            second.start(Pipeline.of(context -> context.response().text("second")));
            assertThat(waiting.read().text()).isEqualTo("second");
            release.release();
            assertThat(first.read().text()).isEqualTo("/1");
        } finally {
            second.stop(Duration.ZERO);
        }
    }

    @Test
    void requestsThatWaitForNobodyAreRefused() throws Exception {
        start(options -> options.verbosity(Verbosity.FULL));
        try (RawClient first = RawClient.connect(port);
                RawClient second = RawClient.connect(port)) {
            first.get("/1");
            Await.until("the first runs", () -> begun.size() == 1);
            second.get("/2");
            awaitWaiting(1);
            Future<StopReport> stopped = Await.async(() -> server.stop(Duration.ofMinutes(1)));
            assertThat(second.read().text()).isEqualTo("503 Service Unavailable: nobody serves this application now\n");
            release.release();
            assertThat(first.read().text()).isEqualTo("/1");
            first.hangUp(); // the time that the server would wait for that does not pass
            second.hangUp();
            assertThat(Await.result(stopped).finished()).isEqualTo(1);
        }
    }

    /** A request that has a place and has not begun yet is waited for as one that runs; the port is another server's, too. */
    @Test
    void stopWaitsForRequestsThatHaveAPlace() throws Exception {
        start(options -> options);
        Server other = ports.server(QueueOptions.of("http://other:" + port + "/"));
        other.start(Pipeline.of(context -> context.response().text("other")));
        RequestQueue.Place<QueueServer> place = ports.queue("q").enter(action -> {});
        Thread stopping = Thread.ofPlatform().start(() -> server.stop(Duration.ofMinutes(1)));
        Await.until(
                "it waits, or does not",
                () -> stopping.getState() == Thread.State.TIMED_WAITING
                        || stopping.getState() == Thread.State.TERMINATED);
        assertThat(stopping.isAlive()).isTrue();
        place.close();
        stopping.join();
        other.stop(Duration.ZERO);
        assertThat(ports.queue("q")).isNull();
    }
}
