package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Pipeline;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are served. */
class HostFilteringTest {
    private static MemoryResponse ask(HostFiltering filtering, String host) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(filtering)
                .handle(context -> context.response().text("served")))) {
            return server.send(
                    MemoryRequest.builder("GET", "/").header("Host", host).build());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 200",
        "example.org, EXAMPLE.org:8080, 200",
        "Example.org, example.org, 200",
        "example.org, www.example.org, 400",
        "example.org, example.org.evil.example, 400",
        "*.example.org, www.example.org, 200",
        "*.example.org, a.b.example.org:1, 200",
        "*.example.org, example.org, 400",
        "*.example.org, evilexample.org, 400",
        "[::1], [::1]:8080, 200",
        "[::1], [::2], 400",
        "192.0.2.1, 192.0.2.1:80, 200",
        "*, whatever.example, 200"
    })
    void patterns(String pattern, String host, int status) throws Exception {
        assertThat(ask(HostFiltering.of("other.example", pattern), host).status())
                .isEqualTo(status);
    }

    @Test
    void refusalIsShortText() throws Exception {
        MemoryResponse refused = ask(HostFiltering.of("example.org"), "evil.example");
        assertThat(refused.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(refused.text())
                .isEqualTo("400 Bad Request: this host is not served here\n")
                .doesNotContain("evil");
    }

    @Test
    void noHostPassesUnlessTold() throws Exception {
        HostFiltering filtering = HostFiltering.of("example.org");
        assertThat(ask(filtering, "").status()).isEqualTo(200);
        assertThat(ask(filtering.withoutEmptyHost(), "").status()).isEqualTo(400);
        assertThat(ask(filtering.withoutEmptyHost(), "example.org").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.", "a:80", "http://a", "*.*.a", "a*", "[::1", "a/b"})
    void patternsThatAreNone(String pattern) {
        assertThatThrownBy(() -> HostFiltering.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + pattern + "\"");
    }

    @Test
    void someHostIsAllowed() {
        assertThatThrownBy(HostFiltering::of).isInstanceOf(IllegalArgumentException.class);
    }
}
