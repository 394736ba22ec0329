package dev.lanner.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.EndReasonFeature;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.feature.TimingFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.Headers;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Features that a server may or may not give: where it does, they behave as their Javadoc says. */
interface OptionalFeatureChecks extends KitFixture {
    /** A handler with the feature that it tries out. */
    @FunctionalInterface
    interface Trial<T> {
        void handle(HttpContext context, T feature) throws Exception;
    }

    /** A feature was looked for: skips the test if the server need not give it, and did not. */
    private void found(Class<?> type, boolean given) {
        assertThat(featuresNotGiven().contains(type))
                .as("the server does not name %s as missing", type.getSimpleName())
                .isEqualTo(!given);
        assumeTrue(given, "this server does not give " + type.getSimpleName());
    }

    /** Runs a trial where the server gives the feature, else skips the test. */
    private <T> KitReply.Whole trial(Class<T> type, KitRequest request, Trial<T> trial) throws Exception {
        var missing = new LinkedBlockingQueue<Class<T>>();
        Handler handler = context -> {
            T feature = context.features().get(type);
            if (feature == null) {
                missing.add(type);
            } else {
                trial.handle(context, feature);
            }
        };
        try {
            KitReply.Whole reply = answer(handler, request);
            found(type, missing.isEmpty());
            return reply;
        } catch (IOException cut) {
            found(type, missing.isEmpty());
            throw cut;
        }
    }

    @Test
    default void bodyDetectionTellsWhetherContentMayFollow() throws Exception {
        trial(
                RequestBodyDetectionFeature.class,
                KitRequest.get("/"),
                (context, detection) -> assertThat(detection.canHaveBody()).isFalse());
        trial(
                RequestBodyDetectionFeature.class,
                KitRequest.post("a"),
                (context, detection) -> assertThat(detection.canHaveBody()).isTrue());
        trial(
                RequestBodyDetectionFeature.class,
                KitRequest.post("").inChunks(),
                (context, detection) -> assertThat(detection.canHaveBody()).isTrue());
    }

    @Test
    default void bodySizeLimitHolds() throws Exception {
        for (KitRequest request : List.of(
                KitRequest.post("0123456789"), KitRequest.post("0123456789").inChunks())) {
            assertThat(trial(BodySizeLimitFeature.class, request, (context, limit) -> {
                                limit.limit(10);
                                assertThat(limit.limit()).isEqualTo(10);
                                context.response().bytes(context.request().bytes());
                            })
                            .text())
                    .isEqualTo("0123456789");
            assertThat(trial(BodySizeLimitFeature.class, request, (context, limit) -> {
                                limit.limit(9);
                                context.response().bytes(context.request().bytes());
                            })
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    default void bodySizeLimitIsCheckedAndReadOnlyOnceReadingHasBegun() throws Exception {
        trial(BodySizeLimitFeature.class, KitRequest.post("abc"), (context, limit) -> {
            assertThatThrownBy(() -> limit.limit(-1)).isInstanceOf(IllegalArgumentException.class);
            limit.limit(BodySizeLimitFeature.UNLIMITED);
            assertThat(limit.isReadOnly()).isFalse();
            assertThat(context.request().body().read()).isEqualTo('a');
            assertThat(limit.isReadOnly()).isTrue();
            assertThatThrownBy(() -> limit.limit(1)).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    default void requestTrailersComeAfterTheContent() throws Exception {
        KitRequest request = KitRequest.post("abc")
                .trailer("X-Checksum", "1")
                .trailer("Content-Length", "7")
                .trailer("Authorization", "none");
        trial(RequestTrailersFeature.class, request, (context, trailers) -> {
            assertThat(context.request().body().read()).isEqualTo('a');
            assertThat(trailers.isAvailable()).isFalse();
            assertThatThrownBy(trailers::trailers).isInstanceOf(IllegalStateException.class);
            context.request().bytes();
            assertThat(trailers.isAvailable()).isTrue();
            assertThat(trailers.trailers()).hasToString("[X-Checksum: 1]");
            assertThat(trailers.trailers().isLocked()).isTrue();
        });
    }

    @Test
    default void requestWithoutTrailersHasNone() throws Exception {
        for (KitRequest request : List.of(KitRequest.get("/"), KitRequest.post("abc"))) {
            trial(RequestTrailersFeature.class, request, (context, trailers) -> {
                context.request().bytes();
                assertThat(trailers.isAvailable()).isTrue();
                assertThat(trailers.trailers().isEmpty()).isTrue();
            });
        }
    }

    @Test
    default void responseTrailersArriveBehindContentOfUnknownLength() throws Exception {
        KitReply.Whole reply = trial(ResponseTrailersFeature.class, KitRequest.get("/"), (context, trailers) -> {
            assertThat(trailers.isSupported()).isTrue();
            context.response().body().write('a');
            context.response().body().flush();
            trailers.trailers().add("X-Checksum", "1").add("Transfer-Encoding", "chunked");
        });
        assertThat(reply.text()).isEqualTo("a");
        assertThat(reply.trailers()).hasToString("[X-Checksum: 1]");

        KitReply.Whole small = trial(ResponseTrailersFeature.class, KitRequest.get("/"), (context, trailers) -> {
            context.response().body().write('a');
            trailers.trailers().add("X-Checksum", "1");
        });
        assertThat(small.text()).isEqualTo("a");
        assertThat(small.trailers()).hasToString("[X-Checksum: 1]");
    }

    @Test
    default void responseTrailersAreNotSupportedBehindADeclaredLength() throws Exception {
        KitReply.Whole reply = trial(ResponseTrailersFeature.class, KitRequest.get("/"), (context, trailers) -> {
            context.response().contentLength(1);
            assertThat(trailers.isSupported()).isFalse();
            trailers.trailers().add("X-Checksum", "1");
            context.response().body().write('a');
        });

        assertThat(reply.text()).isEqualTo("a");
        assertThat(reply.trailers().isEmpty()).isTrue();
    }

    @Test
    default void informationalResponsesComeBeforeTheResponse() throws Exception {
        KitReply.Whole reply = trial(InformationalFeature.class, KitRequest.get("/"), (context, informational) -> {
            informational.send(103, new Headers().add("Link", "</a.css>; rel=preload"));
            informational.send(102, new Headers());
            for (int status : new int[] {99, 101, 200}) {
                assertThatThrownBy(() -> informational.send(status, new Headers()))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            context.response().body().write('a');
            context.response().body().flush();
            assertThatThrownBy(() -> informational.send(103, new Headers())).isInstanceOf(IllegalStateException.class);
        });

        assertThat(reply.informational()).containsExactly(103, 102);
        assertThat(reply.text()).isEqualTo("a");
    }

    @Test
    default void requestIdsAreUniqueAndCanBeChosen() throws Exception {
        var ids = new LinkedBlockingQueue<String>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                RequestIdFeature id = context.features().get(RequestIdFeature.class);
                ids.add(id == null ? "" : id.id());
                if (id != null) {
                    id.id("chosen");
                    assertThat(id.id()).isEqualTo("chosen");
                }
            }));
            for (int i = 0; i < 3; i++) {
                send(server, KitRequest.get("/")).whole();
            }
        }
        found(RequestIdFeature.class, !ids.peek().isEmpty());
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    default void abortedRequestHasNoWholeResponse() throws Exception {
        for (boolean started : new boolean[] {false, true}) {
            Trial<RequestLifetimeFeature> abort = (context, lifetime) -> {
                assertThat(lifetime.aborted()).isFalse();
                var ran = new LinkedBlockingQueue<String>();
                lifetime.onAborted(() -> ran.add("before"));
                context.response().body().write('a');
                if (started) {
                    context.response().body().flush();
                }
                lifetime.abort();
                assertThat(KitFixture.next(ran)).isEqualTo("before");
                assertThat(lifetime.aborted()).isTrue();
                lifetime.onAborted(() -> ran.add("after"));
                assertThat(KitFixture.next(ran)).isEqualTo("after");
            };
            assertThatThrownBy(() -> trial(RequestLifetimeFeature.class, KitRequest.get("/"), abort))
                    .isInstanceOfAny(IOException.class, org.opentest4j.TestAbortedException.class)
                    .satisfies(thrown -> assumeTrue(thrown instanceof IOException, thrown.getMessage()));
        }
    }

    @Test
    default void clientThatGoesIsNoticed() throws Exception {
        assumeTrue(noticesThatClientsGo(), "this server does not notice that a client goes over HTTP/1.1");
        var events = new LinkedBlockingQueue<String>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                RequestLifetimeFeature lifetime = context.features().get(RequestLifetimeFeature.class);
                if (lifetime == null) {
                    events.add("missing");
                    return;
                }
                var gone = new LinkedBlockingQueue<String>();
                lifetime.onAborted(() -> gone.add("gone"));
                context.response().body().flush();
                events.add(KitFixture.next(gone));
            }));
            send(server, KitRequest.get("/")).close();
            String event = KitFixture.next(events);
            found(RequestLifetimeFeature.class, !event.equals("missing"));
            assertThat(event).isEqualTo("gone");
        }
    }

    @Test
    default void connectionHasANameAndTwoEnds() throws Exception {
        trial(ConnectionFeature.class, KitRequest.get("/"), (context, connection) -> {
            assertThat(connection.id()).isNotEmpty();
            assertThat(connection.remoteAddress()).isNotNull();
            assertThat(connection.localAddress()).isNotNull();
        });
    }

    @Test
    default void connectionItemsAreOneMap() throws Exception {
        trial(ConnectionItemsFeature.class, KitRequest.get("/"), (context, items) -> {
            items.items().put("a", 1);
            assertThat(context.features().require(ConnectionItemsFeature.class).items())
                    .isSameAs(items.items())
                    .containsEntry("a", 1);
        });
    }

    @Test
    default void connectionCloses() throws Exception {
        KitReply.Whole reply = trial(ConnectionLifetimeFeature.class, KitRequest.get("/"), (context, lifetime) -> {
            assertThat(lifetime.isClosing()).isFalse();
            lifetime.requestClose();
            assertThat(lifetime.isClosing()).isTrue();
            context.response().text("last");
        });
        assertThat(reply.text()).isEqualTo("last");

        assertThatThrownBy(() -> trial(
                        ConnectionLifetimeFeature.class, KitRequest.get("/"), (context, lifetime) -> lifetime.abort()))
                .isInstanceOf(IOException.class);
    }

    @Test
    default void runningRequestHasNoEndReason() throws Exception {
        trial(
                EndReasonFeature.class,
                KitRequest.get("/"),
                (context, reason) -> assertThat(reason.endReason()).isNull());
    }

    @Test
    default void dataRatesCanBeSet() throws Exception {
        trial(DataRateFeature.class, KitRequest.get("/"), (context, rates) -> {
            var rate = new DataRate(17, java.time.Duration.ofSeconds(3));
            rates.request(rate);
            rates.response(DataRate.NONE);
            assertThat(rates.request()).isEqualTo(rate);
            assertThat(rates.response()).isEqualTo(DataRate.NONE);
        });
    }

    @Test
    default void phasesComeInTheirOrder() throws Exception {
        trial(TimingFeature.class, KitRequest.post("abc"), (context, timing) -> {
            assertThat(timing.bodyRead()).isEqualTo(TimingFeature.NEVER);
            context.request().bytes();
            assertThat(timing.responseStarted()).isEqualTo(TimingFeature.NEVER);
            context.response().text("abc");
            context.response().complete();
            assertThat(timing.firstByte() - timing.accepted()).isNotNegative();
            assertThat(timing.headRead() - timing.firstByte()).isNotNegative();
            assertThat(timing.bodyRead() - timing.headRead()).isNotNegative();
            assertThat(timing.responseStarted() - timing.bodyRead()).isNotNegative();
            assertThat(timing.responseEnded() - timing.responseStarted()).isNotNegative();
        });
    }

    @Test
    default void plainRequestIsNoUpgrade() throws Exception {
        trial(UpgradeFeature.class, KitRequest.get("/"), (context, upgrade) -> {
            assertThat(upgrade.isUpgradable()).isFalse();
            assertThatThrownBy(() -> upgrade.accept("websocket")).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    default void plainRequestIsNoTunnel() throws Exception {
        trial(ConnectFeature.class, KitRequest.get("/"), (context, connect) -> {
            assertThat(connect.isConnect()).isFalse();
            assertThat(connect.protocol()).isNull();
            assertThatThrownBy(connect::accept).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    default void metricsCountRequests() throws Exception {
        try (Server server = newServer()) {
            ServerMetricsFeature feature = server.features().get(ServerMetricsFeature.class);
            found(ServerMetricsFeature.class, feature != null);
            server.start(Pipeline.of(context -> context.response()
                    .text("active: " + feature.metrics().requests().active())));
            assertThat(feature.metrics().requests().started()).isZero();
            assertThat(send(server, KitRequest.get("/")).whole().text()).isEqualTo("active: 1");
            assertThat(feature.metrics().requests().started()).isEqualTo(1);
            assertThat(feature.metrics().requests().refused()).isZero();
        }
    }

    @Test
    default void addressesAreThoseThatWereBound() throws Exception {
        try (Server server = newServer()) {
            ServerAddressesFeature asked = server.features().get(ServerAddressesFeature.class);
            found(ServerAddressesFeature.class, asked != null);
            assertThat(asked.addresses()).isNotEmpty();
            server.start(Pipeline.of(context -> {}));
            assertThat(server.features().require(ServerAddressesFeature.class).addresses())
                    .isNotEmpty()
                    .allSatisfy(url -> assertThat(Endpoint.of(url)).isNotEqualTo(Endpoint.localhost(0)));
        }
    }
}
