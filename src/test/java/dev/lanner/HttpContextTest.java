package dev.lanner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

/** The view as a whole: what it keeps, what it looks up, and that it sees what is replaced below it. */
class HttpContextTest {
    @Test
    void requestAndResponseAndFeaturesStayTheSame() {
        HttpContext context = TestExchange.get("/").context;

        assertThat(context.request()).isSameAs(context.request());
        assertThat(context.response()).isSameAs(context.response());
        assertThat(context.features()).isSameAs(context.features());
    }

    @Test
    void itemsLastAsLongAsTheContext() {
        HttpContext context = TestExchange.get("/").context;

        assertThat(context.items()).isEmpty();
        context.items().put("user", 7);
        assertThat(context.items()).containsEntry("user", 7);
    }

    @Test
    void replacedRequestIsSeenAtTheNextCall() throws Exception {
        TestExchange exchange = TestExchange.get("/old?a=1").header("Cookie", "c=1");
        HttpRequest request = exchange.context.request();
        assertThat(request.path()).isEqualTo("/old");
        assertThat(request.query("a")).isEqualTo("1");
        assertThat(request.cookie("c")).isEqualTo("1");

        TestExchange other = TestExchange.of("PUT", "/new?a=2").header("Cookie", "c=2");
        exchange.features.set(RequestFeature.class, other.request);

        assertThat(request.method()).isEqualTo(HttpMethod.PUT);
        assertThat(request.path()).isEqualTo("/new");
        assertThat(request.query("a")).isEqualTo("2");
        assertThat(request.cookie("c")).isEqualTo("2");
    }

    @Test
    void featureReplacedByAMiddlewareIsSeenByTheNext() throws Exception {
        TestExchange exchange = TestExchange.get("/app/x");
        Pipeline pipeline = Pipeline.builder()
                .use((context, next) -> {
                    RequestFeature seen = context.features().require(RequestFeature.class);
                    assertThat(context.request().path()).isEqualTo("/app/x");
                    context.features()
                            .set(RequestFeature.class, RewrittenRequest.of(seen).withPath("/app", "/x"));
                    next.handle(context);
                })
                .handle(context -> context.response()
                        .text(context.request().pathBase() + " "
                                + context.request().path()));

        assertThat(exchange.run(pipeline).text()).isEqualTo("/app /x");
    }

    @Test
    void cachedQueryLivesAsLongAsItsRequest() throws Exception {
        TestExchange exchange = TestExchange.get("/?a=1");
        Parameters first = exchange.context.request().query();

        exchange.features.set(RequestIdFeature.class, new FixedId());

        assertThat(exchange.context.request().query()).isSameAs(first);
    }

    @Test
    void replacedResponseIsSeenAtTheNextCall() throws Exception {
        TestExchange exchange = TestExchange.get("/");
        HttpResponse response = exchange.context.response();
        response.status(201);

        TestExchange.Response other = new TestExchange.Response();
        exchange.features.set(ResponseFeature.class, other);
        response.status(404);

        assertThat(exchange.response.status).isEqualTo(201);
        assertThat(other.status).isEqualTo(404);
    }

    @Test
    void replacedResponseBodyTakesWhatIsWrittenFromThenOn() throws Exception {
        TestExchange exchange = TestExchange.get("/");
        var copy = new ByteArrayOutputStream();
        exchange.context.response().body().write('a');

        exchange.features.set(ResponseBodyFeature.class, () -> copy);
        exchange.context.response().body().write('b');

        assertThat(exchange.text()).isEqualTo("a");
        assertThat(copy.toString(UTF_8)).isEqualTo("b");
    }

    @Test
    void replacedRequestBodyIsReadFromThenOn() throws Exception {
        TestExchange exchange = TestExchange.form("a=1");
        HttpRequest request = exchange.context.request();
        assertThat(request.form().first("a")).isEqualTo("1");

        var other = new ByteArrayInputStream("a=2".getBytes(UTF_8));
        exchange.features.set(RequestBodyFeature.class, () -> other);

        assertThat(request.form().first("a")).isEqualTo("2");
    }

    @Test
    void changeInTheConnectionsCollectionIsSeenToo() {
        var connection = new FeatureCollection();
        connection.set(RequestFeature.class, TestExchange.get("/one").request);
        HttpContext context = new HttpContext(new FeatureCollection(connection));
        assertThat(context.request().path()).isEqualTo("/one");

        connection.set(RequestFeature.class, TestExchange.get("/two").request);

        assertThat(context.request().path()).isEqualTo("/two");
    }

    @Test
    void connectionIsNullWhereTheServerTellsNothing() {
        HttpContext context = TestExchange.get("/").context;

        assertThat(context.connection()).isNull();
        assertThat(context.request().remoteAddress()).isNull();
    }

    @Test
    void connectionIsTheFeature() {
        TestExchange exchange = TestExchange.get("/");
        var peer = new InetSocketAddress("192.0.2.7", 1234);
        exchange.features.set(ConnectionFeature.class, new FixedConnection(peer));

        assertThat(exchange.context.connection().id()).isEqualTo("c1");
        assertThat(exchange.context.request().remoteAddress()).isEqualTo(peer);
    }

    @Test
    void idIsTheFeatureOrNull() {
        TestExchange exchange = TestExchange.get("/");
        assertThat(exchange.context.request().id()).isNull();

        exchange.features.set(RequestIdFeature.class, new FixedId());

        assertThat(exchange.context.request().id()).isEqualTo("c1-1");
    }

    @Test
    void withoutALifetimeNothingIsAbortedAndNothingCanBe() {
        HttpContext context = TestExchange.get("/").context;

        assertThat(context.isAborted()).isFalse();
        assertThatThrownBy(context::abort)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("RequestLifetimeFeature");
    }

    @Test
    void abortGoesToTheLifetime() {
        TestExchange exchange = TestExchange.get("/");
        exchange.features.set(RequestLifetimeFeature.class, new Lifetime());

        exchange.context.abort();

        assertThat(exchange.context.isAborted()).isTrue();
    }

    @Test
    void requestAndResponseFeaturesAreRequired() {
        HttpContext context = new HttpContext(new FeatureCollection());

        assertThatThrownBy(() -> context.request().method())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("RequestFeature");
        assertThatThrownBy(() -> context.response().status())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("ResponseFeature");
    }

    @Test
    void contentOfAResponseNeedsItsFeature() {
        TestExchange exchange = TestExchange.get("/");
        exchange.features.remove(ResponseBodyFeature.class);

        assertThatThrownBy(() -> exchange.context.response().text("x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("ResponseBodyFeature");
    }

    private record FixedConnection(SocketAddress remoteAddress) implements ConnectionFeature {
        @Override
        public String id() {
            return "c1";
        }

        @Override
        public SocketAddress localAddress() {
            return remoteAddress;
        }
    }

    private static final class FixedId implements RequestIdFeature {
        private String id = "c1-1";

        @Override
        public String id() {
            return id;
        }

        @Override
        public void id(String chosen) {
            id = chosen;
        }
    }

    private static final class Lifetime implements RequestLifetimeFeature {
        private boolean aborted;

        @Override
        public boolean aborted() {
            return aborted;
        }

        @Override
        public void onAborted(Runnable action) {
            action.run();
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }
}
