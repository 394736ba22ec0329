package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Made, started once, stopped: and every other order. */
class ServerLifeTest {
    private static final Handler HELLO = context -> context.response().text("hello");

    private static EdgeServer server(int port) {
        return new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", port))
                .stopGrace(Duration.ZERO)
                .build());
    }

    @Test
    void startsOnce() throws Exception {
        try (EdgeServer edge = server(0)) {
            edge.start(Pipeline.of(HELLO));
            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the server was started before");

            try (RawClient client = RawClient.connect(TestServer.port(edge))) {
                assertThat(client.get("/").read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void doesNotStartAfterItsEnd() throws Exception {
        EdgeServer edge = server(0);
        edge.start(Pipeline.of(HELLO));
        edge.close();

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the server was closed");
    }

    @Test
    void stopBeforeTheStartMakesItUseless() {
        EdgeServer edge = server(0);

        assertThat(edge.stop(Duration.ofSeconds(1))).isEqualTo(StopReport.NOTHING);
        edge.close();
        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsTwice() throws Exception {
        EdgeServer edge = server(0);
        edge.start(Pipeline.of(HELLO));

        assertThat(edge.stop(Duration.ofSeconds(1)).aborted()).isZero();
        edge.close();
        edge.close();
    }

    /** The one who listens is gone when the stop returns, and not a moment later. */
    @Test
    void portIsFreeWhenTheStopReturns() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        for (int i = 0; i < 200; i++) {
            EdgeServer edge = server(port);
            edge.start(Pipeline.of(HELLO));
            if (i % 2 == 0) {
                try (RawClient client = RawClient.connect(port)) {
                    assertThat(client.get("/").read().text()).isEqualTo("hello");
                }
            }
            edge.close();
        }
        assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void secondStopShortensTheGrace() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        EdgeServer edge = server(0);
        edge.start(Pipeline.of(context -> {
            entered.countDown();
            never.await();
        }));
        try (RawClient client = RawClient.connect(TestServer.port(edge))) {
            client.get("/");
            Await.latch(entered);
            Future<StopReport> first = Await.async(() -> edge.stop(Duration.ofDays(1)));
            Await.until("the first stop waits", () -> !canConnect(edge));

            StopReport second = edge.stop(Duration.ZERO);

            assertThat(second.aborted()).isEqualTo(1);
            assertThat(Await.result(first).aborted()).isEqualTo(1);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    private static boolean canConnect(EdgeServer edge) {
        try (RawClient client = RawClient.connect(TestServer.port(edge))) {
            return client.in().available() >= 0;
        } catch (java.io.IOException refused) {
            return false;
        }
    }

    /** A handler that nothing can end must not keep whoever stops the server: neither the first nor a later one. */
    @Test
    void stopsReturnThoughAHandlerDoesNot() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        EdgeServer edge = server(0);
        edge.start(Pipeline.of(context -> {
            entered.countDown();
            awaitStubbornly(release);
        }));
        try (RawClient client = RawClient.connect(TestServer.port(edge))) {
            client.get("/");
            Await.latch(entered);
            Future<StopReport> patient = Await.async(() -> edge.stop(Duration.ofDays(1)));
            Await.until("the first stop waits", () -> !canConnect(edge));

            assertThat(edge.stop(Duration.ZERO).aborted()).isEqualTo(1);
            assertThat(Await.result(patient).aborted()).isEqualTo(1);
            assertThat(Await.result(Await.async(() -> edge.stop(Duration.ofDays(1))))
                            .aborted())
                    .isEqualTo(1);
        } finally {
            release.countDown();
        }
    }

    private static void awaitStubbornly(CountDownLatch release) {
        boolean released = false;
        while (!released) {
            try {
                released = release.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException ignored) {
                released = false;
            }
        }
    }

    @Test
    void keepsItsMachineAlive() throws Exception {
        try (ChildJvm child = ChildJvm.start(ChildJvm.command(Child.class, "no-daemon"))) {
            int port = Integer.parseInt(child.line("port "));
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(port)) {
                    assertThat(client.get("/").read().text()).isEqualTo("child");
                }
            }
            assertThat(child.process().isAlive()).isTrue();

            child.say("stop");
            assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.process().exitValue()).isZero();
        }
    }

    @Test
    void letsItsMachineEndWhereThatIsWanted() throws Exception {
        try (ChildJvm child = ChildJvm.start(ChildJvm.command(Child.class, "daemon"))) {
            assertThat(Integer.parseInt(child.line("port "))).isPositive();

            assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.process().exitValue()).isZero();
        }
    }
}
