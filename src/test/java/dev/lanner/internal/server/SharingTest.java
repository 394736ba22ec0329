package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that always have something to do share threads, and nobody can tell but by asking for them.
 *
 * <p>The handler sends each client's next request itself, before it answers: so that it is there when its turn comes.
 */
class SharingTest {
    /** Whoever has nothing to wait for shares from its second request on, until it has once. */
    private static final Sharing AT_ONCE = new Sharing(0, 1, 0, 1);

    /** Whoever shares does so for good, even if nothing comes any more. */
    private static final Sharing FOR_GOOD = new Sharing(0, 1, 0, Integer.MAX_VALUE);

    private static final int CLIENTS = 16;
    private static final int REQUESTS = 100;

    /** More than sockets hold. */
    private static final int LARGE = 16 << 20;

    private final ManualClock clock = new ManualClock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<RawClient> clients = new ArrayList<>();

    /** Which connections each thread has served. */
    private final Map<Thread, Set<String>> served = new ConcurrentHashMap<>();

    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private TestServer server;

    private void start(boolean overTls) throws IOException {
        start(overTls, AT_ONCE);
    }

    private void start(boolean overTls, Sharing sharing) throws IOException {
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        ServerOptions options = ServerOptions.builder()
                .limits(Limits.builder()
                        .keepAliveTimeout(Duration.ofHours(3))
                        .connectionAge(Duration.ofDays(1))
                        .build())
                .listen(
                        overTls
                                ? Endpoint.https("127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(clock.instant())))
                                : Endpoint.tcp("127.0.0.1", 0))
                .build();
        EdgeServer edge = new EdgeServer(options, clock, Resting.DEFAULT, sharing);
        edge.start(Pipeline.of(this::handle));
        server = new TestServer(edge);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(overTls ? RawClient.connectSecured(server.port()) : server.connect());
        }
    }

    @AfterEach
    void close() throws IOException {
        released.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        threads.close();
    }

    /** {@code /CLIENT/NUMBER/WHAT}, and the next one if there is any. */
    private void handle(HttpContext context) throws IOException, InterruptedException {
        String[] path = context.request().path().split("/");
        RawClient client = clients.get(Integer.parseInt(path[1]));
        int number = Integer.parseInt(path[2]);
        Thread thread = Thread.currentThread();
        served.computeIfAbsent(thread, any -> ConcurrentHashMap.newKeySet()).add(thread.getName());
        boolean interrupted = thread.isInterrupted();
        boolean two = path[3].equals("two");
        if (number > 0 && !path[3].equals("last") && !(two && number % 2 == 1)) {
            String next = "GET /" + path[1] + "/%d/" + path[3] + " HTTP/1.1\r\nHost: test\r\n\r\n";
            client.send(next.formatted(number - 1) + (two ? next.formatted(number - 2) : ""));
        }
        switch (path[3]) {
            case "held" -> {
                if (number == REQUESTS / 2) {
                    waiting.countDown();
                    released.await();
                }
            }
            case "interrupting" -> thread.interrupt();
            case "half" -> {
                if (number == 0) {
                    client.send("GET /" + path[1] + "/1/last HTTP/1.1\r\n");
                }
            }
            case "large" -> {
                if (number == REQUESTS / 2) {
                    context.response().bytes(new byte[LARGE]);
                    return;
                }
            }
            default -> {}
        }
        context.response().text(thread.getName() + " " + number + (interrupted ? " interrupted" : ""));
    }

    private void begin(int client, String what) throws IOException {
        clients.get(client).get("/" + client + "/" + REQUESTS + "/" + what);
    }

    /** Reads all answers but those to the last requests. */
    private Void readUntil(int client, int last) throws IOException {
        for (int number = REQUESTS; number >= last; number--) {
            assertThat(clients.get(client).read().text()).endsWith(" " + number).startsWith("c");
        }
        return null;
    }

    /** Whoever asks without a pause is answered, from the given client on. */
    private void serveOthers(int first) throws Exception {
        serveOthers(first, "next");
    }

    private void serveOthers(int first, String what) throws Exception {
        List<Future<Void>> answers = new ArrayList<>();
        for (int i = first; i < CLIENTS; i++) {
            int client = i;
            begin(client, what);
            answers.add(threads.submit(() -> readUntil(client, 0)));
        }
        for (Future<Void> answer : answers) {
            answer.get();
        }
    }

    /** Until two of them are ready at the same time. */
    private void serveUntilShared() throws Exception {
        do {
            serveOthers(0);
        } while (!areShared());
    }

    private boolean areShared() {
        return served.values().stream().anyMatch(names -> names.size() > 1);
    }

    /** One request of each client, which comes when nobody else's does; whether one thread has served two of them. */
    private boolean shareWhatComesAlone() {
        served.clear();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(clients.get(i).get("/" + i + "/7/last").read().text())
                        .matches("c\\d+ 7");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return areShared();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sharesThreads(boolean overTls) throws Exception {
        start(overTls);

        serveUntilShared();

        assertThat(served.values().stream().flatMap(Set::stream).distinct())
                .as("each has the name of the connection that it serves")
                .hasSize(CLIENTS)
                .allMatch(name -> name.matches("c\\d+"));
    }

    /** Two requests come together each time. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersWhatIsPipelinedInOneTurn(boolean overTls) throws Exception {
        start(overTls);
        serveOthers(0, "two");
    }

    @ParameterizedTest
    @CsvSource({"false,1", "false,3", "true,1", "true,3"})
    void goesOnWithThreadsOfTheirOwn(boolean overTls, int misses) throws Exception {
        start(overTls, new Sharing(0, 1, 0, misses));
        serveUntilShared();

        Await.until("each is served by a thread of its own", () -> !shareWhatComesAlone());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsThoseWhoseClientsAreLate(boolean overTls) throws Exception {
        start(overTls, FOR_GOOD);
        serveUntilShared();

        for (int round = 0; round < 3; round++) {
            assertThat(shareWhatComesAlone()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotWaitForAHandlerThatBlocks(boolean overTls) throws Exception {
        start(overTls);
        begin(0, "held");
        Future<Void> before = threads.submit(() -> readUntil(0, REQUESTS / 2 + 1));
        waiting.await();
        before.get();

        serveOthers(1);

        released.countDown();
        for (int number = REQUESTS / 2; number >= 0; number--) {
            assertThat(clients.getFirst().read().text()).endsWith(" " + number);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotWaitForTheRestOfAHead(boolean overTls) throws Exception {
        start(overTls);
        begin(0, "half");
        readUntil(0, 0);

        serveOthers(1);

        assertThat(clients.getFirst().send("Host: test\r\n\r\n").read().text()).endsWith(" 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotWaitForAClientThatDoesNotRead(boolean overTls) throws Exception {
        start(overTls);
        begin(0, "large");
        readUntil(0, REQUESTS / 2 + 1);

        serveOthers(1);

        assertThat(clients.getFirst().read().text()).hasSize(LARGE);
        for (int number = REQUESTS / 2 - 1; number >= 0; number--) {
            assertThat(clients.getFirst().read().text()).endsWith(" " + number);
        }
    }

    @Test
    void keepsAnInterruptFromTheOthers() throws Exception {
        start(false);
        begin(0, "interrupting");
        Future<Void> own = threads.submit(() -> {
            for (int number = REQUESTS; number >= 0; number--) {
                assertThat(clients.getFirst().read().text()).contains(" " + number);
            }
            return null;
        });

        serveOthers(1);

        own.get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noticesClientsThatGo(boolean overTls) throws Exception {
        start(overTls);
        begin(0, "held");
        waiting.await();
        for (RawClient client : clients) {
            client.hangUp();
        }
        released.countDown();
        server.awaitNoConnections();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesThoseThatAreIdleInTime(boolean overTls) throws Exception {
        start(overTls);
        serveOthers(0);
        Await.until("they have ended", () -> {
            clock.advance(Duration.ofMinutes(1));
            return server.ended() == CLIENTS;
        });
        server.awaitEnded(EndReason.KEEP_ALIVE_TIMEOUT, CLIENTS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stopEndsEachAfterTheRequestThatRuns(boolean overTls) throws Exception {
        start(overTls);
        for (int i = 0; i < CLIENTS; i++) {
            begin(i, "held");
        }
        waiting.await();
        Future<StopReport> report = TestServer.stopping(server.edge(), Duration.ofDays(1));
        released.countDown();
        List<Future<Void>> ends = new ArrayList<>();
        for (RawClient client : clients) {
            ends.add(threads.submit(() -> {
                try {
                    client.rest();
                } catch (SocketException reset) {
                    // A request that comes when the connection closes is not read (RFC 9112 section 9.6).
                }
                client.hangUp();
                return null;
            }));
        }
        for (Future<Void> end : ends) {
            end.get();
        }

        assertThat(report.get().aborted()).isZero();
        server.awaitEnded(EndReason.SERVER_STOPPING, CLIENTS);
        server.awaitNoConnections();
    }

    @Test
    void forceWakesTheApplication() throws Exception {
        start(false);
        for (int i = 0; i < CLIENTS; i++) {
            begin(i, "held");
        }
        waiting.await();
        server.edge().stop(Duration.ZERO);
        server.awaitNoConnections();
    }
}
