package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is answered by a health check, and what. */
class HealthCheckTest {
    private boolean well = true;
    private final HealthCheck check = new HealthCheck("/ready", () -> well);

    private Request.Response ask(String method, String target) throws Exception {
        return Request.of(method, target)
                .run(context -> check.handle(
                        context, next -> next.response().status(200).text("the application")));
    }

    @ParameterizedTest
    @CsvSource({"GET, /ready", "GET, /ready?verbose"})
    void isAnswered(String method, String target) throws Exception {
        Request.Response fine = ask(method, target);
        assertThat(fine.status()).isEqualTo(200);
        assertThat(fine.text()).isEqualTo("ok");
        assertThat(fine.header("Cache-Control")).isEqualTo("no-store");

        well = false;
        Request.Response bad = ask(method, target);
        assertThat(bad.status()).isEqualTo(503);
        assertThat(bad.text()).isEqualTo("not ready");
        assertThat(bad.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void headIsAnsweredToo() throws Exception {
        well = false;
        assertThat(ask("HEAD", "/ready").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"POST, /ready", "GET, /", "GET, /ready/", "GET, /Ready", "GET, /a/ready"})
    void goesOn(String method, String target) throws Exception {
        well = false;
        Request.Response answer = ask(method, target);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("the application");
    }

    @Test
    void pathIsAbsolute() {
        assertThatThrownBy(() -> new HealthCheck("ready", () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slash");
    }
}
