package dev.lanner.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Requests that two recipients could understand differently, each with another one hidden in it, for {@link #HIDDEN}, which
 * nobody asks for. In the texts {@code ^} stands for CRLF.
 */
final class Smuggling {
    static final String HIDDEN = "/hidden";

    private static final String[] TEXTS = {
        "Content-Length: 6^Transfer-Encoding: chunked^^0^^",
        "Transfer-Encoding: chunked^Content-Length: 4^^2b^",
        "Content-Length: 0^Content-Length: 45^^",
        "Content-Length: 0, 45^^",
        "Content-Length: +0^^",
        "Content-Length: 18446744073709551616^^",
        "Transfer-Encoding: xchunked^^0^^",
        "Transfer-Encoding: chunked, identity^^0^^",
        "Transfer-Encoding : chunked^^0^^",
        "X: y\nTransfer-Encoding: chunked^^0^^",
        "X: y^ Transfer-Encoding: chunked^^0^^",
        "Transfer-Encoding: chunked^^1;x\nx^0^^",
        "Transfer-Encoding: chunked^^1^xy^0^^",
        "Transfer-Encoding: chunked^^0x1^x^0^^",
        "Transfer-Encoding: chunked^^10000000000000001^x^0^^",
        "Transfer-Encoding: chunked^^0\n\n",
    };

    private Smuggling() {}

    /** Tries one of them behind a request that is answered; true if there is no more than one answer that is no refusal. */
    static boolean isRefused(Line line, Random random) throws IOException {
        String lawful = "GET /content/5?0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String hidden = "GET " + HIDDEN + "?0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String text = "POST /check/0?0 HTTP/1.1\r\nHost: localhost\r\n"
                + TEXTS[random.nextInt(TEXTS.length)].replace("^", "\r\n");
        line.out().write(Http1Talk.ascii(lawful + text + hidden));
        line.out().flush();
        String answers = new String(line.in().readAllBytes(), StandardCharsets.ISO_8859_1);
        return answers.startsWith("HTTP/1.1 200 ")
                && answers.matches("(?s).*HTTP/1\\.1 (400|501) .*")
                && answers.split("HTTP/1\\.1 200 ", -1).length == 2;
    }
}
