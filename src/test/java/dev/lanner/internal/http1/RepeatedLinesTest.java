package dev.lanner.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
    private final RepeatedLines lines = new RepeatedLines();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String find(String line) {
        byte[] bytes = bytes("before" + line + "behind");
        RepeatedLines.Line found = lines.find(bytes, 6, line.length());
        return found == null ? null : found.value();
    }

    private void keep(HeaderName name, String value) {
        byte[] line = bytes(name + ": " + value);
        lines.keep(line, 0, line.length, name, value);
    }

    @Test
    void givesTheSameStringForTheSameBytes() {
        String value = new String("text/html");
        keep(HeaderName.ACCEPT, value);
        assertThat(find("Accept: text/html")).isSameAs(value);
    }

    @Test
    void knowsNoOtherBytes() {
        keep(HeaderName.USER_AGENT, "0123456789abcdefghijklmnopqrstuvwxyz");
        // Differs where the hash does not look.
        assertThat(find("User-Agent: 0123456789abc0efghijklmnopqrstuvwxyz")).isNull();
        assertThat(find("user-agent: 0123456789abcdefghijklmnopqrstuvwxyz")).isNull();
    }

    @Test
    void keepsNoSecretsAndNoUnknownNames() {
        keep(HeaderName.COOKIE, "session=0a1b2c3d");
        keep(HeaderName.AUTHORIZATION, "Basic dXNlcjpwYXNz");
        keep(HeaderName.of("X-Api-Key"), "0a1b2c3d");
        assertThat(find("Cookie: session=0a1b2c3d")).isNull();
        assertThat(find("Authorization: Basic dXNlcjpwYXNz")).isNull();
        assertThat(find("X-Api-Key: 0a1b2c3d")).isNull();
    }

    @Test
    void keepsNeitherTinyNorLongLines() {
        keep(HeaderName.TE, "a");
        keep(HeaderName.ACCEPT, "x".repeat(193));
        keep(HeaderName.ACCEPT, "x".repeat(192));
        assertThat(find("TE: a")).isNull();
        assertThat(find("Accept: " + "x".repeat(193))).isNull();
        assertThat(find("Accept: " + "x".repeat(192))).isNotNull();
    }

    @Test
    void staysCorrectWhenItOverflows() {
        for (int i = 0; i < 10_000; i++) {
            keep(HeaderName.HOST, "host" + i + ".example.org");
        }
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            String value = find("Host: host" + i + ".example.org");
            assertThat(value).isIn(null, "host" + i + ".example.org");
            found += value == null ? 0 : 1;
        }
        assertThat(found).isBetween(100, 1_024);
    }
}
