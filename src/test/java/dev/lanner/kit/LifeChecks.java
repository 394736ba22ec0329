package dev.lanner.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A server is made, started once, and stopped. */
interface LifeChecks extends KitFixture {
    Pipeline HELLO = Pipeline.of(context -> context.response().text("Hello"));

    @Test
    default void servesFromTheStartToTheStop() throws Exception {
        try (Server server = newServer()) {
            server.start(HELLO);
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                assertThat(reply.whole().text()).isEqualTo("Hello");
            }
            server.stop(Duration.ofSeconds(10));
            assertThatThrownBy(() -> send(server, KitRequest.get("/")).whole()).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void featuresAreAlwaysTheSameCollection() throws Exception {
        try (Server server = newServer()) {
            var features = server.features();
            server.start(HELLO);
            assertThat(server.features()).isSameAs(features);
        }
    }

    @Test
    default void secondStartIsRefusedAndDoesNoHarm() throws Exception {
        try (Server server = newServer()) {
            server.start(HELLO);
            assertThatThrownBy(() -> server.start(HELLO)).isInstanceOf(IllegalStateException.class);
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                assertThat(reply.whole().text()).isEqualTo("Hello");
            }
        }
    }

    @Test
    default void startAfterTheEndIsRefused() throws Exception {
        try (Server closed = newServer();
                Server stopped = newServer()) {
            closed.start(HELLO);
            end(closed);
            assertThatThrownBy(() -> closed.start(HELLO)).isInstanceOf(IllegalStateException.class);

            stopped.start(HELLO);
            stopped.stop(Duration.ZERO);
            assertThatThrownBy(() -> stopped.start(HELLO)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void endBeforeTheStartMakesUnusable() {
        try (Server closed = newServer();
                Server stopped = newServer()) {
            end(closed);
            assertThatThrownBy(() -> closed.start(HELLO)).isInstanceOf(IllegalStateException.class);

            StopReport report = stopped.stop(Duration.ofSeconds(10));
            assertThat(report.finished()).isZero();
            assertThat(report.aborted()).isZero();
            assertThatThrownBy(() -> stopped.start(HELLO)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void endMayComeTwice() throws Exception {
        try (Server server = newServer()) {
            server.start(HELLO);
            server.stop(Duration.ofSeconds(10));
            server.stop(Duration.ofSeconds(10));
            end(server);
            end(server);
        }
    }

    @Test
    default void stopOfAnIdleServerFindsNothing() throws Exception {
        try (Server server = newServer()) {
            server.start(HELLO);
            StopReport report = server.stop(Duration.ofSeconds(10));
            assertThat(report.finished()).isZero();
            assertThat(report.aborted()).isZero();
            assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    default void stopLetsRunningRequestsFinish() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Handler handler = context -> {
            begun.countDown();
            KitFixture.await(go);
            context.response().text("finished");
        };
        try (Server server = newServer()) {
            server.start(Pipeline.of(handler));
            FutureTask<String> client = client(server);
            KitFixture.await(begun);
            var stop = new FutureTask<>(() -> server.stop(Duration.ofSeconds(20)));
            Thread stopping = Thread.ofPlatform().start(stop);
            KitFixture.awaitBlocked(stopping);
            go.countDown();

            assertThat(client.get()).isEqualTo("finished");
            assertThat(stop.get().finished()).isEqualTo(1);
            assertThat(stop.get().aborted()).isZero();
        }
    }

    @Test
    default void stopWithoutGraceCuts() throws Exception {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                begun.countDown();
                never.await();
            }));
            FutureTask<String> client = client(server);
            KitFixture.await(begun);
            StopReport report = server.stop(Duration.ZERO);

            assertThat(client.get()).isEqualTo("cut");
            assertThat(report.finished()).isZero();
            assertThat(report.aborted()).isEqualTo(1);
        } finally {
            never.countDown();
        }
    }

    @Test
    default void secondStopShortensTheGraceOfTheFirst() throws Exception {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                begun.countDown();
                never.await();
            }));
            FutureTask<String> client = client(server);
            KitFixture.await(begun);
            var first = new FutureTask<>(() -> server.stop(Duration.ofHours(1)));
            Thread stopping = Thread.ofPlatform().start(first);
            KitFixture.awaitBlocked(stopping);
            server.stop(Duration.ZERO);

            assertThat(client.get()).isEqualTo("cut");
            assertThat(first.get().took()).isLessThan(Duration.ofHours(1));
        } finally {
            never.countDown();
        }
    }

    @Test
    default void manyRequestsRunAtOnce() throws Exception {
        int count = 40;
        var all = new CountDownLatch(count);
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                all.countDown();
                KitFixture.await(all);
                context.response()
                        .text(context.request().path() + context.request().text());
            }));
            List<FutureTask<String>> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                KitRequest request = KitRequest.of("POST", "/" + i).with(new byte[] {'x'});
                clients.add(inBackground(() -> {
                    try (KitReply reply = send(server, request)) {
                        return reply.whole().text();
                    }
                }));
            }
            for (int i = 0; i < count; i++) {
                assertThat(clients.get(i).get()).isEqualTo("/" + i + "x");
            }
        }
    }

    /** A client in the background: what it got as text, or that it was cut. */
    private FutureTask<String> client(Server server) {
        return inBackground(() -> {
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                return reply.whole().text();
            } catch (IOException cut) {
                return "cut";
            }
        });
    }

    private static void end(Server server) {
        server.close();
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }
}
