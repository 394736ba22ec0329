package dev.lanner.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads many of which are the one before, on this connection or on another, as a whole or in parts. */
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
        return read(text, count, "http");
    }

    private static List<RequestHead> read(String text, int count, String scheme) throws IOException {
        MemoryTransport transport = new MemoryTransport();
        transport.send(text.getBytes(StandardCharsets.ISO_8859_1));
        ByteInput in = new ByteInput(transport, 34_816);
        HeadReader reader = new HeadReader(in, ServerOptions.DEFAULT, scheme, in::fill);
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
        text.append('\n').append(head.headers().size());
        text.append(' ').append(head.version()).append(' ').append(head.scheme());
        return text.append(' ')
                .append(head.bodyLength())
                .append(' ')
                .append(head.expectsContinue())
                .toString();
    }

    @Test
    void theSameAgainCostsNoObjects() throws IOException {
        String head = "GET /a HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(5), 5);
        assertThat(heads.get(4)).isSameAs(heads.get(3));
    }

    @Test
    void connectionsWithTheSameHeadShareIt() throws IOException {
        String head = "GET /shared HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody\r\n\r\n";
        RequestHead first = read(head.repeat(5), 5).getLast();
        assertThat(read(head.repeat(2), 2).getLast()).isSameAs(first);
    }

    @Test
    void theSameHeadOfAnotherSchemeIsAnother() throws IOException {
        String head = "GET /scheme HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody\r\n\r\n";
        assertThat(read(head.repeat(5), 5, "http").getLast().scheme()).isEqualTo("http");
        assertThat(read(head.repeat(5), 5, "https").getLast().scheme()).isEqualTo("https");
        assertThat(read(head.repeat(5), 5, "http").getLast().scheme()).isEqualTo("http");
    }

    /** It would be judged by limits that are not its own. */
    @Test
    void whatOneServerAcceptsIsJudgedAnewByAnother() throws IOException {
        String head = "GET /judged HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody\r\n\r\n";
        read(head.repeat(5), 5);
        MemoryTransport transport = new MemoryTransport();
        transport.send(head.getBytes(StandardCharsets.ISO_8859_1));
        ByteInput in = new ByteInput(transport, 34_816);
        ServerOptions narrow = ServerOptions.builder()
                .limits(Limits.builder().headerCount(1).build())
                .build();
        in.fill();
        assertThatThrownBy(() -> new HeadReader(in, narrow, "http", in::fill).read())
                .isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a HTTP/1.1\r\nCookie: session=1\r\n", "/a HTTP/1.1\r\nX-Own: 1\r\n"})
    void secretsAreNotKept(String what) throws IOException {
        String head = "GET " + what + "Host: here\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(5), 5);
        assertThat(heads.get(4)).isNotSameAs(heads.get(3)).isNotSameAs(heads.get(2));
        assertThat(heads.get(4).target()).isNotSameAs(heads.get(3).target());
        assertThat(heads.get(4).headers()).isNotSameAs(heads.get(3).headers());
    }

    @Test
    void aQueryIsKeptForItsOwnConnectionOnly() throws IOException {
        String head = "GET /own?token=1 HTTP/1.1\r\nHost: here\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(5), 5);
        assertThat(heads.get(4)).isSameAs(heads.get(3));
        List<RequestHead> others = read(head.repeat(5), 5);
        assertThat(others.get(4).target())
                .isNotSameAs(heads.get(4).target())
                .isEqualTo(heads.get(4).target());
    }

    @Test
    void longHeadsAreNotKept() throws IOException {
        String head =
                "GET /long HTTP/1.1\r\nHost: here\r\n" + ("Accept: " + "x".repeat(180) + "\r\n").repeat(6) + "\r\n";
        List<RequestHead> heads = read(head.repeat(5), 5);
        assertThat(heads.get(4)).isNotSameAs(heads.get(3));
    }

    /** More is there than the head, less than the head, and what only begins like it. */
    @Test
    void onlyTheWholeHeadIsTheSame() throws IOException {
        String head = "GET /whole HTTP/1.1\r\nHost: here\r\n\r\n";
        String longer = "GET /whole HTTP/1.1\r\nHost: here\r\nAccept: */*\r\n\r\n";
        List<RequestHead> heads = read(head.repeat(5) + longer + head, 7);
        assertThat(heads.get(5).headers().size()).isEqualTo(2);
        assertThat(heads.get(6).headers().size()).isEqualTo(1);

        MemoryTransport transport = new MemoryTransport();
        ByteInput in = new ByteInput(transport, 34_816);
        transport.send((head.repeat(5) + head.substring(0, 20)).getBytes(StandardCharsets.ISO_8859_1));
        in.fill();
        HeadReader reader = new HeadReader(in, ServerOptions.DEFAULT, "http", in::fill);
        for (int i = 0; i < 5; i++) {
            reader.read();
            assertThat(reader.hasWaited()).isFalse();
        }
        transport.send(head.substring(20).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reader.read().target().path()).isEqualTo("/whole");
        assertThat(reader.hasWaited()).isTrue();
        transport.send(head.getBytes(StandardCharsets.ISO_8859_1));
        in.fill();
        reader.read();
        assertThat(reader.hasWaited()).isFalse();
    }
}
