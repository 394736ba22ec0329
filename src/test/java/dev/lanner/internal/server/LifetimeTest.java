package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.EndReasonFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whether an application learns that its client has gone, and that asking for it does no harm. */
class LifetimeTest {
    private static RequestLifetimeFeature lifetime(HttpContext context) {
        return context.features().require(RequestLifetimeFeature.class);
    }

    @Test
    void clientThatGoesIsNoticedOnceByEachAction() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean late = new AtomicBoolean();
        try (TestServer server = TestServer.start(context -> {
                    CountDownLatch gone = new CountDownLatch(2);
                    lifetime(context).onAborted(() -> {
                        fired.incrementAndGet();
                        gone.countDown();
                    });
                    lifetime(context).onAborted(gone::countDown);
                    asked.countDown();
                    Await.latch(gone);
                    assertThat(lifetime(context).aborted()).isTrue();
                    lifetime(context).onAborted(() -> late.set(true));
                    done.countDown();
                });
                RawClient client = server.connect()) {
            client.get("/");
            Await.latch(asked);
            client.hangUp();
            Await.latch(done);
            server.awaitNoConnections();
            assertThat(fired).hasValue(1);
            assertThat(late)
                    .as("an action runs at once when the client has gone before")
                    .isTrue();
        }
    }

    @Test
    void resetIsNoticedToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    lifetime(context).onAborted(gone::countDown);
                    asked.countDown();
                    Await.latch(gone);
                });
                RawClient client = server.connect()) {
            client.get("/");
            Await.latch(asked);
            client.reset();
            Await.latch(gone);
            server.awaitNoConnections();
            assertThat(server.edge().ended(EndReason.CLIENT_GONE)).isEqualTo(1);
        }
    }

    @Test
    void clientThatGoesWhileTheContentIsReadIsNoticedByReading() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    assertThat(lifetime(context).aborted()).isFalse();
                    asked.countDown();
                    try {
                        context.request().text();
                    } catch (java.io.IOException gone) {
                        failure.set(gone);
                    }
                });
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            Await.latch(asked);
            client.hangUp();
            server.awaitNoConnections();
            assertThat(failure.get()).isNotNull();
        }
    }

    @Test
    void clientThatGoesAfterItsContentWasReadIsNoticed() throws Exception {
        AtomicReference<String> content = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        for (String request : new String[] {
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nwhole",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n"
        }) {
            try (TestServer server = TestServer.start(context -> {
                        lifetime(context).onAborted(gone::countDown);
                        content.set(context.request().text());
                        asked.countDown();
                        Await.latch(gone);
                    });
                    RawClient client = server.connect()) {
                client.send(request);
                Await.latch(asked);
                client.hangUp();
                Await.latch(gone);
                assertThat(content).hasValue("whole");
                server.awaitNoConnections();
            }
        }
    }

    @Test
    void halfClosedClientCountsAsGoneAndStillGetsItsAnswer() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    lifetime(context).onAborted(gone::countDown);
                    Await.latch(gone);
                    context.response().text("all the same");
                });
                RawClient client = server.connect()) {
            client.get("/").halfClose();
            assertThat(client.read().text()).isEqualTo("all the same");
            assertThat(client.rest()).isEmpty();
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
        }
    }

    /** Without a watcher the half-close waits where it is until somebody reads. */
    @Test
    void nothingIsWatchedUntilTheApplicationAsks() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    entered.countDown();
                    Await.latch(release);
                    boolean watched = Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(thread -> thread.getName().equals("lanner-watch"));
                    context.response().text("watched: " + watched);
                });
                RawClient client = server.connect()) {
            client.get("/").halfClose();
            Await.latch(entered);
            release.countDown();
            assertThat(client.read().text()).isEqualTo("watched: false");
        }
    }

    @Test
    void actionsDoNotRunOnceTheRequestHasEnded() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        try (TestServer server = TestServer.start(context -> {
                    lifetime(context).onAborted(fired::incrementAndGet);
                    context.response().text("ok");
                });
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").read().text()).isEqualTo("ok");
            }
            client.hangUp();
            server.awaitNoConnections();
            assertThat(fired).hasValue(0);
        }
    }

    @Test
    void abortCutsTheConnectionAndRunsTheActions() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        try (TestServer server = TestServer.start(context -> {
                    lifetime(context).onAborted(fired::incrementAndGet);
                    context.response().text("never seen");
                    lifetime(context).abort();
                    assertThat(lifetime(context).aborted()).isTrue();
                });
                RawClient client = server.connect()) {
            assertThat(client.get("/").isReset()).isTrue();
            assertThat(fired).hasValue(1);
            server.awaitEnded(EndReason.APPLICATION_ABORTED, 1);
        }
    }

    @Test
    void callbackAtTheEndKnowsWhyTheConnectionEnded() throws Exception {
        AtomicReference<EndReason> reason = new AtomicReference<>();
        CountDownLatch completed = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    EndReasonFeature why = context.features().require(EndReasonFeature.class);
                    context.response().onCompleted(() -> {
                        reason.set(why.endReason());
                        completed.countDown();
                    });
                    lifetime(context).abort();
                });
                RawClient client = server.connect()) {
            client.get("/");
            Await.latch(completed);
            assertThat(reason).hasValue(EndReason.APPLICATION_ABORTED);
        }
    }

    @Test
    void abortOfARequestThatHasEndedDoesNothing() throws Exception {
        AtomicReference<RequestLifetimeFeature> kept = new AtomicReference<>();
        try (TestServer server = TestServer.start(context -> {
                    RequestLifetimeFeature before = kept.getAndSet(lifetime(context));
                    if (before != null) {
                        before.abort();
                    }
                    context.response().text("ok");
                });
                RawClient client = server.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").read().text()).isEqualTo("ok");
            }
            RequestLifetimeFeature old = kept.get();
            assertThat(client.get("/").read().text()).isEqualTo("ok");
            old.abort();
            assertThat(client.get("/").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void keepAliveIsNotDisturbed() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    if (context.request().path().equals("/ask")) {
                        assertThat(lifetime(context).aborted()).isFalse();
                    }
                    context.response()
                            .text(context.request().queryString()
                                    + context.request().text());
                });
                RawClient client = server.connect()) {
            for (int i = 0; i < 100; i++) {
                String path = i % 2 == 0 ? "/ask?" : "/no?";
                if (i % 3 == 0) {
                    client.post(path + i, "!");
                    assertThat(client.read().text()).isEqualTo(i + "!");
                } else {
                    assertThat(client.get(path + i).read().text()).isEqualTo(String.valueOf(i));
                }
            }
        }
    }

    @Test
    void whatWasReadAheadIsServedAfterwards() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    if (context.request().path().equals("/first")) {
                        lifetime(context).onAborted(() -> {});
                        asked.countDown();
                        Await.latch(release);
                    }
                    context.response()
                            .text(context.request().path() + context.request().text());
                });
                RawClient client = server.connect()) {
            client.get("/first");
            Await.latch(asked);
            client.get("/second").post("/third", "content").get("/fourth");
            release.countDown();
            assertThat(client.read().text()).isEqualTo("/first");
            assertThat(client.read().text()).isEqualTo("/second");
            assertThat(client.read().text()).isEqualTo("/thirdcontent");
            assertThat(client.read().text()).isEqualTo("/fourth");
        }
    }

    /** More than the watcher takes: the rest waits in the socket, and nothing is lost or doubled. */
    @Test
    void moreThanIsReadAheadIsServedAfterwards() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        String content = "0123456789".repeat(5_000);
        try (TestServer server = TestServer.start(context -> {
                    if (context.request().path().equals("/first")) {
                        lifetime(context).onAborted(() -> {});
                        asked.countDown();
                        Await.latch(release);
                    }
                    context.response().text(context.request().text());
                });
                RawClient client = server.connect()) {
            client.get("/first");
            Await.latch(asked);
            client.post("/second", content).post("/third", content);
            release.countDown();
            assertThat(client.read().text()).isEmpty();
            assertThat(client.read().text()).isEqualTo(content);
            assertThat(client.read().text()).isEqualTo(content);
        }
    }

    /**
     * The watcher is in the middle of a read when the connection takes over what it has: what it reads next must not be
     * taken for what it had read before.
     */
    @Test
    void whatArrivesInPiecesAroundTheEndOfARequestIsReadOnce() throws Exception {
        AtomicReference<CountDownLatch> asked = new AtomicReference<>();
        AtomicReference<CountDownLatch> release = new AtomicReference<>();
        try (TestServer server = TestServer.start(context -> {
                    CountDownLatch wait = release.get();
                    if (context.request().path().equals("/wait")) {
                        lifetime(context).onAborted(() -> {});
                        asked.get().countDown();
                        Await.latch(wait);
                    }
                    context.response()
                            .text(context.request().queryString()
                                    + context.request().text());
                });
                RawClient other = server.connect();
                RawClient client = server.connect()) {
            for (int i = 0; i < 50; i++) {
                asked.set(new CountDownLatch(1));
                release.set(new CountDownLatch(1));
                client.get("/wait?" + i);
                Await.latch(asked.get());
                client.send("POST /next?" + i + " HTTP/1.1\r\nHo");
                assertThat(other.get("/a-round-trip-later").read().status()).isEqualTo(200);
                release.get().countDown();
                assertThat(client.read().text()).isEqualTo(String.valueOf(i));
                client.send("st: a\r\nContent-Length: 3\r\n");
                client.send("\r\na");
                client.send("bc");
                assertThat(client.read().text()).isEqualTo(i + "abc");
            }
        }
    }

    /** A request that came while another one was watched is watched too. */
    @Test
    void pipelinedRequestIsWatchedAsWell() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    CountDownLatch mine = context.request().path().equals("/last") ? gone : new CountDownLatch(1);
                    lifetime(context).onAborted(mine::countDown);
                    if (mine == gone) {
                        asked.countDown();
                        Await.latch(gone);
                    }
                });
                RawClient client = server.connect()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET /last HTTP/1.1\r\nHost: a\r\n\r\n");
            client.send("\r\n");
            Await.latch(asked);
            client.hangUp();
            Await.latch(gone);
            server.awaitNoConnections();
        }
    }
}
