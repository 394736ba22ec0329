package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The smuggling family: what two recipients could understand differently. Each of these hides a second request in a first
 * one; the second one must never be run, whether the server refuses the first or serves it.
 *
 * <p>In the values, {@code ^} stands for CRLF and {@code HIDDEN} for the second request.
 */
class SmugglingTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final AtomicInteger HIDDEN_RUN = new AtomicInteger();

    private static Siege siege;
    private static int violations;

    @BeforeAll
    static void begin() throws IOException {
        siege = Siege.of(context -> {
            switch (context.request().path()) {
                case "/hidden" -> HIDDEN_RUN.incrementAndGet();
                case "/read" -> context.request().bytes();
                default -> context.response().text("not read");
            }
        });
    }

    @AfterAll
    static void end() throws IOException {
        try (Siege ending = siege) {
            ending.over();
        }
    }

    private static String message(String path, String rest) {
        String lines = rest.replace("^", "\r\n")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("HIDDEN", HIDDEN);
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + lines;
    }

    /** Refused with 400, or 501 where the coding is unknown, and the connection ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // CL.TE and TE.CL
                "Content-Length: 6^Transfer-Encoding: chunked^^0^^HIDDEN",
                "Transfer-Encoding: chunked^Content-Length: 4^^2b^HIDDEN^0^^",
                // CL.CL
                "Content-Length: 0^Content-Length: 40^^HIDDEN",
                "Content-Length: 0, 40^^HIDDEN",
                "Content-Length: 0^Content-Length: 0^^HIDDEN",
                // lengths that are none
                "Content-Length: +0^^HIDDEN",
                "Content-Length: -1^^HIDDEN",
                "Content-Length: 0x0^^HIDDEN",
                "Content-Length: 18446744073709551616^^HIDDEN",
                "Content-Length: 0 0^^HIDDEN",
                "Content-Length:^^HIDDEN",
                // TE.TE: codings that one recipient knows and another does not
                "Transfer-Encoding: xchunked^^0^^HIDDEN",
                "Transfer-Encoding: chunked, identity^^0^^HIDDEN",
                "Transfer-Encoding: chunked^Transfer-Encoding: x^^0^^HIDDEN",
                "Transfer-Encoding: chunked, chunked^^0^^HIDDEN",
                "Transfer-Encoding: \"chunked\"^^0^^HIDDEN",
                "Transfer-Encoding:\\tchunked\\t, ^^0^^HIDDEN",
                "Transfer-Encoding: ^^HIDDEN",
                // field lines that hide others
                "Transfer-Encoding : chunked^^0^^HIDDEN",
                " Transfer-Encoding: chunked^^0^^HIDDEN",
                "X: y\\nTransfer-Encoding: chunked^^0^^HIDDEN",
                "X: y^ Transfer-Encoding: chunked^^0^^HIDDEN",
                "Transfer-Encoding^: chunked^^0^^HIDDEN",
                ": x^Content-Length: 0^^HIDDEN",
                // funky chunks (CVE-2025-55315 and kin)
                "Transfer-Encoding: chunked^^1;x\\nx^0^^HIDDEN",
                "Transfer-Encoding: chunked^^1\\nx^0^^HIDDEN",
                "Transfer-Encoding: chunked^^1;a=\"^x^0^^HIDDEN",
                "Transfer-Encoding: chunked^^1^xy^0^^HIDDEN",
                "Transfer-Encoding: chunked^^1^x\\n0^^HIDDEN",
                "Transfer-Encoding: chunked^^0x1^x^0^^HIDDEN",
                "Transfer-Encoding: chunked^^ 1^x^0^^HIDDEN",
                "Transfer-Encoding: chunked^^-1^x^0^^HIDDEN",
                "Transfer-Encoding: chunked^^10000000000000001^x^0^^HIDDEN",
                "Transfer-Encoding: chunked^^^0^^HIDDEN",
                "Transfer-Encoding: chunked^^0\\n\\nHIDDEN",
                "Transfer-Encoding: chunked^^0^X : y^^HIDDEN"
            })
    void refused(String rest) throws IOException {
        attack(message("/read", rest), false);
    }

    /** Served, and what follows is content or nothing, but no request: the connection ends, or the content swallows it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // CL.0: the application does not read the content
                "Content-Length: 36^^HIDDEN",
                "Transfer-Encoding: chunked^^24^HIDDEN^0^^",
                // Expect, and the content comes although nobody has asked for it
                "Expect: 100-continue^Content-Length: 36^^HIDDEN"
            })
    void servedAsContent(String rest) throws IOException {
        attack(message("/unread", rest), true);
    }

    private static void attack(String message, boolean served) throws IOException {
        var attacker = siege.attacker().send(message).halfClose();
        int status = attacker.read().status();
        assertThat(attacker.rest()).as("no second answer").isEmpty();
        if (served) {
            assertThat(status).isEqualTo(200);
        } else {
            assertThat(status).isIn(400, 501);
            violations++;
            siege.repelled(EndReason.PROTOCOL_VIOLATION, violations);
        }
        assertThat(HIDDEN_RUN).as("the hidden request was run").hasValue(0);
    }
}
