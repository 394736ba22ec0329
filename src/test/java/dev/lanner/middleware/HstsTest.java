package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Pipeline;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told to come with TLS only, and for how long. */
class HstsTest {
    private static String told(Hsts hsts, String scheme, String host) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(hsts)
                .handle(context -> context.response().text("served")))) {
            return server.send(MemoryRequest.builder("GET", "/")
                            .scheme(scheme)
                            .header("Host", host)
                            .build())
                    .header("Strict-Transport-Security");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https, example.org, max-age=2592000",
        "https, example.org:8443, max-age=2592000",
        "http, example.org,",
        "https, localhost,",
        "https, LOCALHOST:8443,",
        "https, app.localhost,",
        "https, 127.0.0.1:8443,",
        "https, [::1],",
        "https, '',"
    })
    void byDefault(String scheme, String host, String value) throws Exception {
        assertThat(told(Hsts.of(), scheme, host)).isEqualTo(value);
    }

    @Test
    void withMore() throws Exception {
        Hsts hsts = Hsts.of(Duration.ofHours(1)).withSubDomains().withPreload();
        assertThat(told(hsts, "https", "example.org")).isEqualTo("max-age=3600; includeSubDomains; preload");
        assertThat(told(Hsts.of(Duration.ZERO), "https", "example.org")).isEqualTo("max-age=0");
    }

    @Test
    void excludedHostsAreReplaced() throws Exception {
        Hsts hsts = Hsts.of().excluding("internal.example");
        assertThat(told(hsts, "https", "internal.example")).isNull();
        assertThat(told(hsts, "https", "localhost")).isNotNull();
    }

    @Test
    void ageIsNotNegative() {
        assertThatThrownBy(() -> Hsts.of(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
