package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How many requests run at once, and what becomes of the others. */
class RequestAdmissionTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore release = new Semaphore(0);

    private void handle(HttpContext context) throws Exception {
        begun.incrementAndGet();
        if (context.request().path().equals("/upgrade")) {
            try (DuplexStream stream =
                    context.features().require(UpgradeFeature.class).accept("x")) {
                assertThat(stream.input().read()).isEqualTo(-1);
            }
        } else {
            release.acquire();
            context.response().text("done");
        }
    }

    private TestServer start(UnaryOperator<Limits.Builder> limits) throws Exception {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .limits(limits.apply(Limits.builder()).build())
                .build();
        return TestServer.start(options, clock, this::handle);
    }

    private static RequestAdmission requests(TestServer server) {
        return server.edge().requests();
    }

    @Test
    void oneWaitsAndTheNextIsRefused() throws Exception {
        try (TestServer server = start(limits -> limits.requests(1).waitingRequests(1));
                RawClient first = server.connect();
                RawClient second = server.connect();
                RawClient third = server.connect()) {
            first.get("/");
            Await.until("the first runs", () -> begun.get() == 1);
            second.get("/");
            Await.until("the second waits", () -> requests(server).waiting() == 1);

            RawClient.Answer refused = third.get("/").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("TOO_MANY_REQUESTS");
            assertThat(begun).as("the application was not asked").hasValue(1);

            release.release(3);
            assertThat(first.read().text()).isEqualTo("done");
            assertThat(second.read().text()).isEqualTo("done");
            assertThat(third.get("/").read().text())
                    .as("the connection that was refused is still good")
                    .isEqualTo("done");
        }
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        try (TestServer server = start(limits -> limits.requests(1).waitingRequestTimeout(Duration.ofSeconds(5)));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.get("/");
            Await.until("the first runs", () -> begun.get() == 1);
            second.get("/");
            Await.until("the second waits", () -> requests(server).waiting() == 1);

            clock.advance(Duration.ofSeconds(4));
            server.tick();
            assertThat(requests(server).waiting()).isEqualTo(1);
            clock.advance(Duration.ofSeconds(1));
            assertThat(second.read().status()).isEqualTo(503);

            release.release(1);
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void whatWasUpgradedGivesItsPlaceBack() throws Exception {
        try (TestServer server = start(limits -> limits.requests(1).waitingRequests(0));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.send("GET /upgrade HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            assertThat(first.read().status()).isEqualTo(101);
            Await.until("it has given its place back", () -> requests(server).running() == 0);
            release.release(1);
            assertThat(second.get("/").read().text()).isEqualTo("done");
            first.halfClose();
            assertThat(first.rest()).isEmpty();
            Await.until("nothing runs", () -> requests(server).running() == 0);
        }
    }

    /** More threads than places, again and again: nobody is forgotten, and no place is lost. */
    @Test
    void everyPlaceIsUsedAndGivenBack() throws Exception {
        RequestAdmission admission = new RequestAdmission(
                Limits.builder().requests(3).waitingRequests(100).build(), clock);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; round < 1_000; round++) {
                    if (!admission.enter()) {
                        throw new AssertionError("there was room to wait");
                    }
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1);
                    inside.decrementAndGet();
                    admission.leave();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(2, 3);
        assertThat(admission.running()).isZero();
        assertThat(admission.waiting()).isZero();
    }
}
