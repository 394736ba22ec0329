package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.server.StopReport;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Stopping while there are connections: who is closed, who may finish, who is cut, and what the report says. */
class StopTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final String UPGRADE =
            "GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";

    private final Semaphore entered = new Semaphore(0);
    private final Semaphore release = new Semaphore(0);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    /** {@code /wait} answers when it may. */
    private void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/wait" -> await();
            case "/started" -> {
                context.response().body().write("begun, ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                context.response().body().flush();
                await();
            }
            case "/tunnel" -> {
                try (DuplexStream stream =
                        context.features().require(UpgradeFeature.class).accept("x")) {
                    entered.release();
                    stream.input().transferTo(stream.output());
                }
                return;
            }
            default -> {}
        }
        context.response().body().write("done".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private void await() throws InterruptedException {
        entered.release();
        try {
            release.acquire();
        } catch (InterruptedException cut) {
            interrupted.countDown();
            throw cut;
        }
    }

    private static Future<StopReport> stopping(TestServer server, Duration grace) {
        return TestServer.stopping(server.edge(), grace);
    }

    @Test
    void idleConnectionsAreClosedAtOnce() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient silent = server.connect();
                RawClient idle = server.connect()) {
            assertThat(idle.get("/").read().text()).isEqualTo("done");
            Await.until(
                    "both are there and idle",
                    () -> server.connections().count() == 2 && server.edge().running() == 0);

            StopReport report = server.edge().stop(LONG);

            assertThat(report.finished()).isZero();
            assertThat(report.aborted()).isZero();
            assertThat(silent.rest()).isEmpty();
            assertThat(idle.rest()).isEmpty();
            server.awaitEnded(EndReason.SERVER_STOPPING, 2);
            assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void runningRequestFinishesAndSaysThatTheConnectionCloses() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.get("/wait");
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);
            release.release();

            RawClient.Answer answer = client.read();
            assertThat(answer.text()).isEqualTo("done");
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            client.hangUp();
            assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
            assertThat(Await.result(stop).finished()).isEqualTo(1);
            assertThat(Await.result(stop).aborted()).isZero();
            server.awaitEnded(EndReason.SERVER_STOPPING, 1);
        }
    }

    @Test
    void responseThatHasStartedIsSentToItsEnd() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.get("/started");
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);
            release.release();

            assertThat(client.read().text()).isEqualTo("begun, done");
            assertThat(client.rest()).isEmpty();
            assertThat(Await.result(stop).finished()).isEqualTo(1);
        }
    }

    @Test
    void applicationSeesThatItsConnectionIsClosing() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Handler handler = context -> {
            ConnectionLifetimeFeature lifetime = context.features().require(ConnectionLifetimeFeature.class);
            assertThat(lifetime.isClosing()).isFalse();
            running.countDown();
            Await.until("the connection is closing", lifetime::isClosing);
            context.response().text("bye");
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/");
            Await.latch(running);
            Future<StopReport> stop = stopping(server, LONG);

            assertThat(client.read().text()).isEqualTo("bye");
            client.hangUp();
            assertThat(Await.result(stop).finished()).isEqualTo(1);
        }
    }

    @Test
    void reportCountsThoseThatFinishedAndThoseThatWereCut() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient idle = server.connect();
                RawClient first = server.connect();
                RawClient second = server.connect();
                RawClient third = server.connect()) {
            assertThat(idle.get("/").read().status()).isEqualTo(200);
            first.get("/wait");
            second.get("/wait");
            third.get("/wait");
            entered.acquire(3);
            Future<StopReport> stop = stopping(server, LONG);
            release.release(2);
            Await.until("two have finished", () -> server.connections().finishedWhileStopping() == 2);

            StopReport report = server.edge().stop(Duration.ZERO);

            assertThat(report.finished()).isEqualTo(2);
            assertThat(report.aborted()).isEqualTo(1);
            assertThat(Await.result(stop).finished()).isEqualTo(2);
            assertThat(Await.result(stop).aborted()).isEqualTo(1);
            Await.latch(interrupted);
            server.awaitEnded(EndReason.SERVER_STOP_FORCED, 1);
        }
    }

    @Test
    void connectionThatIsCutIsReset() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.get("/started");
            entered.acquire();

            assertThat(server.edge().stop(Duration.ZERO).aborted()).isEqualTo(1);

            assertThat(client.isReset()).isTrue();
            Await.latch(interrupted);
        }
    }

    @Test
    void handlerThatWaitsForContentIsCut() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    entered.release();
                    context.request().text();
                });
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            entered.acquire();

            assertThat(server.edge().stop(Duration.ZERO).aborted()).isEqualTo(1);
            server.awaitEnded(EndReason.SERVER_STOP_FORCED, 1);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void tunnelMayUseTheGraceAndIsCutAfterIt() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);

            assertThat(server.edge().stop(Duration.ZERO).aborted()).isEqualTo(1);
            assertThat(Await.result(stop).finished()).isZero();
            assertThat(client.isReset()).isTrue();
            server.awaitEnded(EndReason.SERVER_STOP_FORCED, 1);
        }
    }

    @Test
    void tunnelThatEndsInTheGraceHasFinished() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);

            assertThat(client.send("last words").halfClose().rest()).isEqualTo("last words");
            assertThat(Await.result(stop).finished()).isEqualTo(1);
            assertThat(Await.result(stop).aborted()).isZero();
        }
    }

    @Test
    void deadlinesWorkWhileTheServerDrains() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestServer server = TestServer.start(clock, this::handle);
                RawClient running = server.connect();
                RawClient slow = server.connect()) {
            running.get("/wait");
            entered.acquire();
            slow.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo");
            assertThat(slow.read().status()).isEqualTo(200);
            Future<StopReport> stop = stopping(server, LONG);

            Future<RawClient.Answer> cut = Await.async(slow::read);
            clock.advanceUntil("the slow client is cut", cut::isDone);

            RawClient.Answer answer = Await.result(cut);
            assertThat(stop.isDone()).isFalse();
            assertThat(answer.status()).isEqualTo(408);
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
            release.release();
            assertThat(running.read().text()).isEqualTo("done");
        }
    }

    @Test
    void requestsThatWaitBehindOneThatRunsAreNotServed() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);
            release.release();

            assertThat(client.read().field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            client.hangUp();
            assertThat(Await.result(stop).finished()).isEqualTo(1);
        }
    }

    @Test
    void responseThatIsHeldBackForTheNextOneIsNotLost() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.send("GET /started HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            entered.acquire();
            Future<StopReport> stop = stopping(server, LONG);
            release.release();

            assertThat(client.read().text()).isEqualTo("begun, done");
            RawClient.Answer last = client.read();
            assertThat(last.text()).isEqualTo("done");
            assertThat(last.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            client.hangUp();
            assertThat(Await.result(stop).finished()).isEqualTo(2);
        }
    }

    /** Wherever in a pipeline the stop falls: each request that the application has answered is answered. */
    @Test
    void noAnswerOfAPipelineIsLost() throws Exception {
        String pipeline = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200);
        for (int round = 0; round < 40; round++) {
            AtomicInteger handled = new AtomicInteger();
            int stopAt = 1 + round * 5 % 150;
            CountDownLatch reached = new CountDownLatch(stopAt);
            try (TestServer server = TestServer.start(context -> {
                        context.response().text("answer " + handled.incrementAndGet());
                        reached.countDown();
                    });
                    RawClient client = server.connect()) {
                client.send(pipeline);
                Await.latch(reached);
                Future<StopReport> stop = Await.async(() -> server.edge().stop(LONG));
                List<String> answers = new ArrayList<>();
                boolean close = false;
                while (!close && answers.size() < 200) {
                    RawClient.Answer answer = client.read();
                    answers.add(answer.text());
                    close = "close".equals(answer.field("connection"));
                }
                client.hangUp();
                assertThat(Await.result(stop).aborted()).isZero();
                assertThat(answers).hasSize(handled.get());
                assertThat(answers.getLast()).isEqualTo("answer " + handled.get());
            }
        }
    }
}
