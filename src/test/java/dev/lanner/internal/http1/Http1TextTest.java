package dev.lanner.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.net.WireText.Side;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 in words. {@code TraceReplayTest} plays them again. */
class Http1TextTest {
    @Test
    void eachLineIsALine() {
        assertThat(shown(new Http1Text(), "GET / HTTP/1.1\r\nHost: a\r\n\r\nbod"))
                .isEqualTo("> GET / HTTP/1.1\\r\\n\n> Host: a\\r\\n\n> \\r\\n\n> bod\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: ",
                "authorization:",
                "PROXY-AUTHORIZATION: ",
                "Cookie:\t",
                "Set-Cookie : ",
                "Cookie: ***\r\n "
            })
    void secretsAreMaskedHoweverTheyAreCut(String beforeSecret) {
        String head = "GET / HTTP/1.1\r\n" + beforeSecret.replace("***", "5ecr3t") + "5ecr3t of 5ecr3t\r\nHost: a\r\n";
        String masked = "GET / HTTP/1.1\\r\\n"
                + beforeSecret.replace("\r\n", "\\r\\n").replace("\t", "\\t") + "***\\r\\nHost: a\\r\\n";

        for (int cut = 0; cut < head.length(); cut++) {
            Http1Text text = new Http1Text();
            String both = shown(text, head.substring(0, cut)) + shown(text, head.substring(cut));

            assertThat(both.replaceAll("(?m)^> ", "").replace("\n", ""))
                    .as("cut at %d", cut)
                    .isEqualTo(masked);
        }
    }

    @Test
    void otherFieldsAreShown() {
        assertThat(shown(new Http1Text(), "Cookies: a\r\n b\r\nX-Authorization: c\r\n"))
                .isEqualTo("> Cookies: a\\r\\n\n>  b\\r\\n\n> X-Authorization: c\\r\\n\n");
    }

    private static String shown(Http1Text text, String bytes) {
        byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return text.pass(Side.CLIENT, all, 0, all.length);
    }
}
