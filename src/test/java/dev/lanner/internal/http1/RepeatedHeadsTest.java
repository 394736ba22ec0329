package dev.lanner.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Heads on one connection, many of which are the one before, as a whole or in parts. */
class RepeatedHeadsTest {
    private static final int HEADS = 500;
    private static final List<String> LINES = List.of(
            "Accept: text/html",
            "Accept: text/plain",
            "User-Agent: somebody",
            "Accept-Encoding: gzip",
            "Accept-Language: de, en;q=0.5",
            "Cookie: session=1",
            "Cookie: session=2",
            "X-Own: 1",
            "X-Own: 2");
    private static final List<String> REQUEST_LINES =
            List.of("GET /a", "GET /b", "GET /a?x", "POST /a", "OPTIONS /a", "OPTIONS *", "GET http://here/a");

    private static List<RequestHead> read(String text, int count) throws IOException {
        MemoryTransport transport = new MemoryTransport();
        transport.send(text.getBytes(StandardCharsets.ISO_8859_1));
        ByteInput in = new ByteInput(transport, 34_816);
        HeadReader reader = new HeadReader(in, ServerOptions.DEFAULT, "http", in::fill);
        List<RequestHead> heads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (in.buffered() == 0) {
                in.fill();
            }
            heads.add(reader.read());
        }
        return heads;
    }

    private static String head(Random random, String last) {
        int kind = random.nextInt(4);
        if (kind == 0 && last != null) {
            return last;
        }
        StringBuilder head = new StringBuilder(REQUEST_LINES.get(random.nextInt(REQUEST_LINES.size())));
        head.append(" HTTP/1.1\r\nHost: here\r\n");
        int lines = random.nextInt(kind == 1 ? 40 : 6);
        for (int line = 0; line < lines; line++) {
            // Mostly in the same order, so that sections begin alike.
            int which = random.nextInt(3) == 0 ? random.nextInt(LINES.size()) : line % LINES.size();
            head.append(LINES.get(which)).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    @RepeatedTest(20)
    void eachIsReadAsIfItWereTheOnlyOne(RepetitionInfo seed) throws IOException {
        Random random = new Random(seed.getCurrentRepetition());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < HEADS; i++) {
            texts.add(head(random, texts.isEmpty() ? null : texts.getLast()));
        }
        List<RequestHead> heads = read(String.join("", texts), HEADS);
        for (int i = 0; i < HEADS; i++) {
            assertThat(said(heads.get(i))).isEqualTo(said(read(texts.get(i), 1).getFirst()));
        }
    }

    private static String said(RequestHead head) {
        StringBuilder text = new StringBuilder();
        text.append(head.method()).append(' ').append(head.target().form());
        text.append(' ')
                .append(head.target().raw())
                .append(' ')
                .append(head.target().path());
        text.append(' ').append(head.target().query()).append(' ').append(head.authority());
        head.headers()
                .forEach((name, value) ->
                        text.append('\n').append(name).append(": ").append(value));
        return text.append('\n').append(head.headers().size()).toString();
    }

    @Test
    void theSameAgainCostsNoObjects() throws IOException {
        String head = "GET /a HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(3), 3);
        assertThat(heads.get(2).headers()).isSameAs(heads.get(1).headers());
        assertThat(heads.get(2).target()).isSameAs(heads.get(1).target());
    }

    @Test
    void secretsAreNotKept() throws IOException {
        String head = "GET /a HTTP/1.1\r\nHost: here\r\nCookie: session=1\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(3), 3);
        assertThat(heads.get(2).headers()).isNotSameAs(heads.get(1).headers());
        assertThat(heads.get(2).headers().first(HeaderName.COOKIE))
                .isNotSameAs(heads.get(1).headers().first(HeaderName.COOKIE));
    }
}
