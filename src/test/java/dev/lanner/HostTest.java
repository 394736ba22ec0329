package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.HealthCheck;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A host over the edge server, told to stop by all but signals: those need a process (ServeIT). */
class HostTest {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Server server =
            Lanner.server(ServerOptions.builder().listen(Endpoint.localhost(0)).build());
    private final Host host = new Host(server, Duration.ofSeconds(60), new Host.Events() {
        @Override
        public void started() {
            events.add("started");
        }

        @Override
        public void stopping(int requests, boolean canBeForced) {
            events.add("stopping " + requests);
        }

        @Override
        public void stopped(StopReport report) {
            events.add("stopped " + report.finished() + " " + report.aborted());
        }
    });

    private CompletableFuture<StopReport> run(Handler handler) {
        var result = new CompletableFuture<StopReport>();
        Thread.ofPlatform().name("host").start(() -> {
            try {
                result.complete(host.run(Pipeline.of(handler)));
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    @Test
    void requestThatRunsIsFinished() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var result = run(context -> {
            entered.countDown();
            go.await();
            context.response().text("done");
        });
        assertThat(events.take()).isEqualTo("started");
        String url = server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .get(0);
        var answer = HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        entered.await();

        host.stop();
        assertThat(events.take()).isEqualTo("stopping 1");
        go.countDown();

        assertThat(answer.get().body()).isEqualTo("done");
        assertThat(result.get().aborted()).isZero();
        assertThat(events.take()).endsWith(" 0"); // finished before or while the server stopped
    }

    @Test
    void idleHostStopsAtOnce() throws Exception {
        var result = run(context -> {});
        events.take();

        host.stop();
        host.stop();

        assertThat(result.get().aborted()).isZero();
        assertThat(List.of(events.take(), events.take())).containsExactly("stopping 0", "stopped 0 0");
    }

    private static HttpResponse<String> get(Server server, String path) throws Exception {
        String url = server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .get(0);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url).resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isNotReadyFirstAndServesOnForTheDelay() throws Exception {
        Server delayed = Lanner.server(
                ServerOptions.builder().listen(Endpoint.localhost(0)).build());
        Host patient = new Host(delayed, Duration.ofDays(1), Duration.ofSeconds(60), new Host.Events() {
            @Override
            public void started() {
                events.add("started");
            }

            @Override
            public void unready(Duration delay) {
                events.add("unready for " + delay.toHours() + " h");
            }

            @Override
            public void stopping(int requests, boolean canBeForced) {
                events.add("stopping " + requests);
            }
        });
        assertThat(patient.isReady()).isFalse();
        Pipeline application = Pipeline.builder()
                .use(new HealthCheck("/ready", patient::isReady))
                .handle(context -> context.response().text("served"));
        var result = new CompletableFuture<StopReport>();
        Thread.ofPlatform().name("host").start(() -> {
            try {
                result.complete(patient.run(application));
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        });
        assertThat(events.take()).isEqualTo("started");
        assertThat(get(delayed, "/ready").statusCode()).isEqualTo(200);

        patient.stop();
        assertThat(events.take()).isEqualTo("unready for 24 h");
        HttpResponse<String> asked = get(delayed, "/ready");
        assertThat(asked.statusCode()).isEqualTo(503);
        assertThat(asked.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(get(delayed, "/").body()).isEqualTo("served");
        assertThat(result).isNotDone();

        patient.stop();
        assertThat(events.take()).startsWith("stopping ");
        assertThat(result.get().aborted()).isZero();
        assertThat(patient.isReady()).isFalse();
    }

    @Test
    void delayIsNotNegative() {
        assertThatThrownBy(() -> new Host(server, Duration.ofSeconds(-1), Duration.ZERO, Host.Events.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void interruptStopsToo() throws Exception {
        Thread.currentThread().interrupt();

        assertThat(host.run(Pipeline.of(context -> {})).finished()).isZero();
        assertThat(events).containsExactly("started", "stopping 0", "stopped 0 0");
    }

    @Test
    void failureToStartIsPassedOn() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = Endpoint.localhost(taken.getLocalPort());
            var doomed = new Host(
                    Lanner.server(ServerOptions.builder().listen(endpoint).build()), Duration.ZERO, Host.Events.NONE);

            assertThatThrownBy(() -> doomed.run(Pipeline.of(context -> {}))).isInstanceOf(BindException.class);
        }
    }
}
