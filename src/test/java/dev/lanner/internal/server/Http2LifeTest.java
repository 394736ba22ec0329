package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long a connection with HTTP/2 lives, and how it ends (RFC 9113 §6.7, §6.8, §9.1), on a clock that the test turns. */
class Http2LifeTest {
    private static final int ANY_STREAM = Integer.MAX_VALUE;
    private static final Duration LONG = Duration.ofDays(1);

    private final ManualClock clock = new ManualClock();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore release = new Semaphore(0);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    /** {@code /wait} answers when it may. */
    private void handle(HttpContext context) throws Exception {
        if (context.request().path().equals("/wait")) {
            entered.release();
            try {
                release.acquire();
            } catch (InterruptedException cut) {
                interrupted.countDown();
                throw cut;
            }
        }
        context.response().text("done");
    }

    private TestServer start() throws IOException {
        return start(Limits.DEFAULT, Http2Limits.DEFAULT);
    }

    private TestServer start(Limits limits, Http2Limits limits2) throws IOException {
        EdgeServer edge = new EdgeServer(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .limits(limits)
                        .http2(limits2)
                        .build(),
                clock);
        edge.start(Pipeline.of(this::handle));
        return new TestServer(edge);
    }

    private static FrameClient connect(TestServer server) throws IOException {
        return FrameClient.connect(server.port()).begin();
    }

    /** Waits until the server has taken note of everything that the client has sent. */
    private static void awaitHeard(FrameClient client) throws IOException {
        client.ping(false, new byte[8]).send();
        assertThat(client.await(FrameClient.PING).isAck()).isTrue();
    }

    /** Turns the clock, and waits until what is due then has happened: a tick may have begun before. */
    private void advance(TestServer server, Duration by) {
        AtomicInteger ticks = new AtomicInteger();
        clock.advance(by);
        server.edge().deadlines().everyTick(ticks::incrementAndGet);
        Await.until("the ticker has looked", () -> ticks.get() >= 2);
    }

    private void awaitEntered(int count) throws InterruptedException {
        entered.acquire(count);
    }

    /** GOAWAY for any stream, and the PING behind it. */
    private static Received firstGoAway(FrameClient client) throws IOException {
        Received goAway = client.await(FrameClient.GOAWAY);
        assertThat(goAway.lastStreamId()).isEqualTo(ANY_STREAM);
        assertThat(goAway.code()).isEqualTo(ErrorCode.NO_ERROR);
        return client.await(FrameClient.PING);
    }

    private static void answer(FrameClient client, Received ping) throws IOException {
        assertThat(ping.isAck()).isFalse();
        client.ping(true, ping.payload()).send();
    }

    private static void assertGoAway(FrameClient client, int lastStreamId) throws IOException {
        Received goAway = client.await(FrameClient.GOAWAY);
        assertThat(goAway.lastStreamId()).isEqualTo(lastStreamId);
        assertThat(goAway.code()).isEqualTo(ErrorCode.NO_ERROR);
    }

    private static List<String> said(List<Received> frames) {
        return frames.stream()
                .filter(frame -> frame.type() != FrameClient.WINDOW_UPDATE)
                .map(frame -> frame.type() == FrameClient.HEADERS
                        ? frame.status() + " " + frame.streamId()
                        : frame.toString())
                .toList();
    }

    /** What comes until the server closes its side; for a second it leaves that to the client. */
    private List<Received> restOf(FrameClient client) throws Exception {
        Future<List<Received>> rest = Await.async(client::rest);
        clock.advanceUntil("the server has closed its side", rest::isDone);
        return Await.result(rest);
    }

    @Test
    void whatTheClientSentBeforeItKnewIsAnsweredAndWhatComesLaterIsNot() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            Future<StopReport> report = TestServer.stopping(server.edge(), LONG);
            Received ping = firstGoAway(client);
            client.get(3, "/wait").send();
            awaitEntered(1);
            answer(client, ping);
            assertGoAway(client, 3);
            client.get(5, "/")
                    .post(7, "/")
                    .data(7, "ignored", false)
                    .trailers(7)
                    .send();
            client.ping(false, new byte[8]).send();
            assertThat(client.await(FrameClient.PING).isAck()).isTrue();

            release.release(2);
            assertThat(said(restOf(client)))
                    .containsExactlyInAnyOrder("200 1", "DATA 1 4 end", "200 3", "DATA 3 4 end");
            client.hangUp();
            assertThat(Await.result(report).finished()).isEqualTo(2);
            server.awaitEnded(EndReason.SERVER_STOPPING, 1);
        }
    }

    @Test
    void aClientThatDoesNotAnswerThePingHasASecond() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            Future<StopReport> report = TestServer.stopping(server.edge(), LONG);
            firstGoAway(client);
            clock.advance(Duration.ofMillis(1_200));
            assertGoAway(client, 1);

            release.release();
            assertThat(said(client.rest())).containsExactly("200 1", "DATA 1 4 end");
            client.hangUp();
            assertThat(Await.result(report).finished()).isEqualTo(1);
        }
    }

    @Test
    void anIdleConnectionIsToldAndClosedEvenIfTheClientIsNot() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            Future<StopReport> report = TestServer.stopping(server.edge(), LONG);
            answer(client, firstGoAway(client));
            assertGoAway(client, 0);

            assertThat(report).as("the client has not closed yet").isNotDone();
            clock.advanceUntil("the server has closed", report::isDone);
            server.awaitEnded(EndReason.SERVER_STOPPING, 1);
        }
    }

    @Test
    void theEndOfTheGraceCutsStreamsAndWakesTheApplication() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").get(3, "/wait").send();
            awaitEntered(2);
            StopReport report = server.edge().stop(Duration.ZERO);

            assertThat(report.finished()).isZero();
            Await.latch(interrupted);
            assertThat(client.rest()).noneMatch(frame -> frame.type() == FrameClient.HEADERS);
            server.awaitEnded(EndReason.SERVER_STOP_FORCED, 1);
        }
    }

    @Test
    void aClientThatSaysGoAwayGetsWhatItAskedFor() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").goAway(0, ErrorCode.NO_ERROR).send();
            awaitEntered(1);
            answer(client, firstGoAway(client));
            assertGoAway(client, 1);

            release.release();
            assertThat(said(restOf(client))).containsExactly("200 1", "DATA 1 4 end");
            client.hangUp();
            server.awaitEnded(EndReason.CLIENT_ASKED_TO_CLOSE, 1);
        }
    }

    @Test
    void anOldConnectionTakesNoMoreRequests() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            clock.advance(Duration.ofHours(1).plusSeconds(1));
            answer(client, firstGoAway(client));
            assertGoAway(client, 1);

            release.release();
            assertThat(said(restOf(client))).containsExactly("200 1", "DATA 1 4 end");
            client.hangUp();
            server.awaitEnded(EndReason.CONNECTION_AGE, 1);
        }
    }

    @Test
    void aConnectionCarriesSoManyRequests() throws Exception {
        try (TestServer server = start(Limits.builder().requestsPerConnection(2).build(), Http2Limits.DEFAULT);
                FrameClient client = connect(server)) {
            client.get(1, "/").send();
            assertThat(client.await(FrameClient.DATA).isEnd()).isTrue();
            client.get(3, "/").send();
            answer(client, firstGoAway(client));
            assertGoAway(client, 3);

            assertThat(said(restOf(client))).contains("200 3", "DATA 3 4 end");
            client.hangUp();
            server.awaitEnded(EndReason.REQUESTS_PER_CONNECTION, 1);
        }
    }

    @Test
    void anIdleConnectionIsEndedAndPingDoesNotHelp() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/").send();
            assertThat(client.await(FrameClient.DATA).isEnd()).isTrue();
            clock.advance(Duration.ofSeconds(100));
            client.ping(false, new byte[8]).send();
            assertThat(client.await(FrameClient.PING).isAck()).isTrue();
            clock.advance(Duration.ofSeconds(31));
            answer(client, firstGoAway(client));
            assertGoAway(client, 1);

            client.hangUp();
            server.awaitEnded(EndReason.KEEP_ALIVE_TIMEOUT, 1);
        }
    }

    // ---- signs of life --------------------------------------------------------------------------------------------

    private static Http2Limits pings() {
        return Http2Limits.builder()
                .pingInterval(Duration.ofSeconds(10))
                .pingTimeout(Duration.ofSeconds(5))
                .build();
    }

    @Test
    void aSilentClientIsAskedAndKeptIfItAnswers() throws Exception {
        try (TestServer server = start(Limits.DEFAULT, pings());
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            for (int i = 0; i < 3; i++) {
                awaitHeard(client);
                clock.advance(Duration.ofMillis(10_200));
                answer(client, client.await(FrameClient.PING));
            }
            release.release();
            assertThat(client.await(FrameClient.DATA).isEnd()).isTrue();
        }
    }

    @Test
    void whoeverSendsAnythingIsNotAsked() throws Exception {
        try (TestServer server = start(Limits.DEFAULT, pings());
                FrameClient client = connect(server)) {
            for (int i = 0; i < 4; i++) {
                advance(server, Duration.ofSeconds(9));
                client.windowUpdate(0, 1);
                awaitHeard(client);
            }
        }
    }

    @Test
    void aClientThatDoesNotAnswerIsCut() throws Exception {
        try (TestServer server = start(Limits.DEFAULT, pings());
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            awaitHeard(client);
            clock.advance(Duration.ofMillis(10_200));
            assertThat(client.await(FrameClient.PING).isAck()).isFalse();
            clock.advance(Duration.ofMillis(5_200));

            assertThat(said(client.rest())).isEmpty();
            release.release();
            server.awaitEnded(EndReason.PING_UNANSWERED, 1);
        }
    }

    @Test
    void nobodyIsAskedByDefault() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(1, "/wait").send();
            awaitEntered(1);
            advance(server, Duration.ofMinutes(59));
            client.get(3, "/").send();
            while (client.await(FrameClient.HEADERS).streamId() != 3) {
                assertThat(client.next().type()).isNotEqualTo(FrameClient.PING);
            }
            release.release();
        }
    }

    // ---- settings -------------------------------------------------------------------------------------------------

    @Test
    void settingsHaveToBeAcknowledged() throws Exception {
        try (TestServer server = start();
                FrameClient client = FrameClient.connect(server.port()).preface()) {
            client.get(1, "/").send();
            assertThat(client.await(FrameClient.DATA).isEnd()).isTrue();
            clock.advance(Duration.ofSeconds(16));
            Received goAway = client.await(FrameClient.GOAWAY);

            assertThat(goAway.code()).isEqualTo(ErrorCode.SETTINGS_TIMEOUT);
            assertThat(goAway.lastStreamId()).isEqualTo(1);
            client.hangUp();
            server.awaitEnded(EndReason.PROTOCOL_VIOLATION, 1);
        }
    }

    @Test
    void thePrefaceAndEachFrameHaveTheirTime() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.send(new byte[] {0, 0, 8, 6});
            clock.advanceUntil("it has taken too long", () -> server.ended() == 1);

            assertThat(client.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
        }
    }
}
