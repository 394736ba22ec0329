package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers on one connection that do not come to an end by themselves, while it is used and when the server stops. */
class Http2StopTest {
    /** Shorter than any limit that would end one of them before. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** More than any window. */
    private static final byte[] LARGE = new byte[1_000_000];

    private final ManualClock clock = new ManualClock();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore left = new Semaphore(0);
    private final CountDownLatch neighbourMayEnd = new CountDownLatch(1);
    private final CountDownLatch deafMayEnd = new CountDownLatch(1);

    @AfterEach
    void leaveNobodyBehind() {
        deafMayEnd.countDown();
    }

    private void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/deaf" -> blocked(this::neverReturn);
            case "/sleep" -> blocked(() -> Thread.sleep(Duration.ofDays(1)));
            case "/write" -> blocked(() -> context.response().body().write(LARGE));
            case "/read" -> blocked(() -> context.request().text());
            case "/neighbour" -> {
                entered.release();
                Await.latch(neighbourMayEnd);
                context.response().text("done");
            }
            default -> context.response().text("done");
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void blocked(Step step) throws Exception {
        entered.release();
        try {
            step.run();
        } finally {
            left.release();
        }
    }

    /** Whoever interrupts it. */
    private void neverReturn() {
        while (deafMayEnd.getCount() > 0) {
            try {
                deafMayEnd.await();
            } catch (InterruptedException unheard) {
                // That is what it is for.
            }
        }
    }

    private TestServer start() throws IOException {
        return TestServer.start(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build(), clock, this::handle);
    }

    /** Four handlers that are blocked, each in its way; the window of the connection is left to others. */
    private FrameClient connect(TestServer server) throws Exception {
        FrameClient client = FrameClient.connect(server.port()).begin(FrameClient.INITIAL_WINDOW_SIZE, 1_000);
        client.get(1, "/deaf").get(3, "/sleep").get(5, "/write").post(7, "/read");
        client.data(7, "half", false).send();
        entered.acquire(4);
        assertThat(client.await(FrameClient.DATA).streamId()).isEqualTo(5);
        return client;
    }

    private static void assertDone(FrameClient client, int stream) throws IOException {
        Received data = client.await(FrameClient.DATA);
        assertThat(data.streamId()).isEqualTo(stream);
        assertThat(data.text()).isEqualTo("done");
    }

    @Test
    void othersOnTheConnectionAreServedMeanwhile() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            for (int stream = 9; stream < 209; stream += 2) {
                client.get(stream, "/").send();
                assertDone(client, stream);
            }
        }
    }

    @Test
    void theStopEndsWithTheGraceAndCountsThem() throws Exception {
        try (TestServer server = start();
                FrameClient client = connect(server)) {
            client.get(9, "/neighbour").send();
            entered.acquire();

            Future<StopReport> stop = TestServer.stopping(server.edge(), GRACE);
            neighbourMayEnd.countDown();
            assertDone(client, 9);
            Await.until("it has been counted", () -> server.connections().finishedWhileStopping() == 1);
            assertThat(stop).as("the grace is not over").isNotDone();
            assertThat(left.availablePermits()).as("nobody has been cut").isZero();
            clock.advance(GRACE);

            StopReport report = Await.result(stop);
            assertThat(report.finished()).isEqualTo(1);
            assertThat(report.aborted()).isEqualTo(4);
            assertThat(report.took()).isGreaterThanOrEqualTo(GRACE);
            left.acquire(3); // all but the one that can't be woken
            Await.until("one is left", () -> server.edge().running() == 1);
            assertThat(client.rest()).noneMatch(Received::isEnd);
            server.awaitEnded(EndReason.SERVER_STOP_FORCED, 1);
            deafMayEnd.countDown();
            left.acquire();
            Await.until("none is left", () -> server.edge().running() == 0);
        }
    }
}
