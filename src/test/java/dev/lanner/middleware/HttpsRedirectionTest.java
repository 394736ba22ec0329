package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Pipeline;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where clients without TLS are sent. */
class HttpsRedirectionTest {
    private static MemoryResponse ask(HttpsRedirection redirection, MemoryRequest.Builder request) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(ForwardedHeaders.of(ForwardedHeaders.Field.PREFIX))
                .use(new PathBase("/mounted"))
                .use(redirection)
                .handle(context -> context.response().text("served")))) {
            return server.send(request.build());
        }
    }

    private static MemoryRequest.Builder get(String target) {
        return MemoryRequest.builder("GET", target).header("Host", "example.org:80");
    }

    /** A server that has bound these addresses. */
    private record Bound(List<String> addresses) implements Server {
        @Override
        public FeatureCollection features() {
            FeatureCollection features = new FeatureCollection();
            features.set(ServerAddressesFeature.class, () -> addresses);
            return features;
        }

        @Override
        public <C> void start(Application<C> application) {}

        @Override
        public StopReport stop(Duration grace) {
            return StopReport.NOTHING;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "/, 443, https://example.org/",
        "/a%20b%2Fc/?q=%41&x, 443, https://example.org/a%20b%2Fc/?q=%41&x",
        "/a, 8443, https://example.org:8443/a",
        "/mounted/a%2Fb, 443, https://example.org/mounted/a%2Fb",
        "http://example.org/absolute?q, 443, https://example.org/absolute?q"
    })
    void location(String target, int port, String location) throws Exception {
        MemoryResponse response = ask(HttpsRedirection.to(port), get(target));
        assertThat(response.status()).isEqualTo(307);
        assertThat(response.header("Location")).isEqualTo(location);
    }

    @Test
    void prefixThatAProxyTookAwayIsBack() throws Exception {
        assertThat(ask(HttpsRedirection.to(443), get("/a%20b?q").header("X-Forwarded-Prefix", "/app"))
                        .header("Location"))
                .isEqualTo("https://example.org/app/a%20b?q");
    }

    @Test
    void requestsWithTlsGoOn() throws Exception {
        assertThat(ask(HttpsRedirection.to(443), get("/").scheme("https")).text())
                .isEqualTo("served");
    }

    @Test
    void requestsForTheServerGoOn() throws Exception {
        assertThat(ask(
                                HttpsRedirection.to(443),
                                MemoryRequest.builder("OPTIONS", "*").header("Host", "example.org"))
                        .text())
                .isEqualTo("served");
    }

    @Test
    void withoutHostThereIsNowhereToGo() throws Exception {
        assertThat(ask(
                                HttpsRedirection.to(443),
                                MemoryRequest.builder("GET", "/").header("Host", ""))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "https://localhost:8443, https://example.org:8443/",
        "https://*:443, https://example.org/",
        "https://[::1]:9443, https://example.org:9443/"
    })
    void portOfTheServer(String address, String location) throws Exception {
        Server server = new Bound(List.of("http://localhost:80", address));
        assertThat(ask(HttpsRedirection.of(server), get("/")).header("Location"))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:80, http://localhost:81", "https://a:1, https://a:2", "https://unix:/s, http://a:1"})
    void unknownPortIsSaidOnceAndRequestsGoOn(String one, String two) throws Exception {
        try (LogCapture log = LogCapture.of("lanner.middleware", Level.WARNING)) {
            HttpsRedirection redirection = HttpsRedirection.of(new Bound(List.of(one, two)));
            assertThat(ask(redirection, get("/")).text()).isEqualTo("served");
            assertThat(ask(redirection, get("/")).text()).isEqualTo("served");
            assertThat(log.texts()).singleElement().asString().contains("HttpsRedirection.to");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "65536", "-1"})
    void portsThatAreNone(int port) {
        assertThatThrownBy(() -> HttpsRedirection.to(port)).isInstanceOf(IllegalArgumentException.class);
    }
}
