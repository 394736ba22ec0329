package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.hpack.HpackEncoder;
import dev.lanner.internal.hpack.PseudoHeader;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Field blocks of one connection, many of which are the one before, and stand for the same or for something else. */
class RepeatedBlocksTest {
    private static final int BLOCKS = 3_000;
    private static final List<String> PATHS = List.of("/", "/a", "/a?x", "/index.html");
    private static final List<HeaderName> NAMES =
            List.of(HeaderName.of("x-own"), HeaderName.ACCEPT, HeaderName.COOKIE, HeaderName.AUTHORIZATION);

    private final RequestReader reader = new RequestReader(ServerOptions.DEFAULT, "http");
    private final HpackEncoder encoder = new HpackEncoder();

    /** One field line of what a client asks for. */
    private record Line(HeaderName name, String value) {}

    private record Request(String path, List<Line> lines, boolean endStream) {
        static Request of(Random random) {
            List<Line> lines = new ArrayList<>();
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                lines.add(new Line(NAMES.get(i), "value " + random.nextInt(3)));
            }
            return new Request(PATHS.get(random.nextInt(PATHS.size())), lines, random.nextBoolean());
        }
    }

    private BlockWriter encoded(Request request) {
        BlockWriter block = new BlockWriter();
        encoder.begin(block);
        encoder.pseudoHeader(block, PseudoHeader.METHOD, "GET");
        encoder.pseudoHeader(block, PseudoHeader.SCHEME, "http");
        encoder.pseudoHeader(block, PseudoHeader.AUTHORITY, "here");
        encoder.pseudoHeader(block, PseudoHeader.PATH, request.path);
        for (Line line : request.lines) {
            encoder.field(block, line.name, line.value, line.name == HeaderName.AUTHORIZATION);
        }
        return block;
    }

    private RequestHead read(BlockWriter block, boolean endStream) throws IOException {
        reader.read(block.array(), block.length(), false);
        return reader.head(1, endStream);
    }

    private static void assertThatIs(RequestHead head, Request request) {
        assertThat(head.target().raw()).isEqualTo(request.path);
        assertThat(head.bodyLength()).isEqualTo(request.endStream ? BodyLength.NONE : BodyLength.OPEN);
        List<Line> lines = new ArrayList<>();
        head.headers().forEach((name, value) -> lines.add(new Line(name, value)));
        assertThat(lines).isEqualTo(request.lines);
    }

    /** Tables that are small and change their size: the same index stands for one field now and for another one later. */
    @RepeatedTest(20)
    void whateverComesBetweenEachBlockStandsForWhatWasSent(RepetitionInfo run) throws IOException {
        Random random = new Random(run.getCurrentRepetition());
        int reused = 0;
        Request request = Request.of(random);
        RequestHead last = null;
        for (int i = 0; i < BLOCKS; i++) {
            int next = random.nextInt(10);
            if (next < 4) {
                request = Request.of(random);
            } else if (next == 4) {
                encoder.allowTable(random.nextInt(4) * 60);
            } else if (next == 5) {
                readTrailers();
            } else if (next == 6 && i % 5 == 0) {
                reader.rest();
            }
            RequestHead head = read(encoded(request), request.endStream);
            assertThatIs(head, request);
            reused += head == last ? 1 : 0;
            last = head;
        }
        assertThat(reused).as("heads that were the one before").isGreaterThan(BLOCKS / 20);
    }

    private void readTrailers() throws IOException {
        BlockWriter block = new BlockWriter();
        encoder.begin(block);
        encoder.field(block, HeaderName.of("x-sum"), "1", false);
        encoder.field(block, HeaderName.HOST, "not in trailers", false);
        reader.read(block.array(), block.length(), true);
        Headers trailers = reader.trailers(1);
        assertThat(trailers.first(HeaderName.of("x-sum"))).isEqualTo("1");
        assertThat(trailers.contains(HeaderName.HOST)).isFalse();
    }

    @Test
    void sameBlockWithContentIsAnotherRequest() throws IOException {
        Request request = new Request("/", List.of(), true);
        read(encoded(request), true); // from now on all of it is in the table
        BlockWriter block = encoded(request);
        assertThat(read(block, true).bodyLength()).isEqualTo(BodyLength.NONE);
        assertThat(read(block, false).bodyLength()).isEqualTo(BodyLength.OPEN);
        assertThat(read(block, true)).isSameAs(read(block, true));
    }

    /** RFC 7541 §6.2.1: a client may add the same field again, and name the older one by its index. */
    @Test
    void sameBlockThatAddsToTheTableAddsAgain() throws Exception {
        byte[] adds = HexFormat.of().parseHex("8286844104686572654001610162"); // :authority: here, a: b
        for (int i = 0; i < 3; i++) {
            reader.read(adds, adds.length, false);
            assertThat(reader.head(1, true).headers().first(HeaderName.of("a"))).isEqualTo("b");
        }
        byte[] oldest =
                HexFormat.of().parseHex("828684c3c2"); // entries 67 and 66 of the table: the two that were added first
        reader.read(oldest, oldest.length, false);
        assertThat(reader.head(3, true).authority()).isEqualTo("here");
        assertThat(reader.head(3, true).headers().first(HeaderName.of("a"))).isEqualTo("b");
    }

    /** RFC 9113 §4.3.1: the next block must make the table smaller, also if it is the one before. */
    @Test
    void sameBlockBehindSmallerSettingsIsAnError() throws IOException {
        RequestReader small = new RequestReader(
                ServerOptions.builder()
                        .http2(Http2Limits.builder().headerTableBytes(0).build())
                        .build(),
                "http");
        BlockWriter block = staticBlock();
        small.read(block.array(), block.length(), false);
        small.read(block.array(), block.length(), false);
        small.settingsAcknowledged();
        assertThatThrownBy(() -> small.read(block.array(), block.length(), false))
                .isInstanceOf(Http2Exception.class)
                .hasMessageContaining("TABLE_SIZE_NOT_REDUCED");
    }

    /** Only indices of the static table, and what enters none. */
    private BlockWriter staticBlock() {
        encoder.allowTable(0);
        encoded(new Request("/", List.of(), true)); // carries the size update
        return encoded(new Request("/", List.of(), true));
    }

    @Test
    void malformedSectionIsMalformedAgain() throws IOException {
        BlockWriter block = new BlockWriter();
        encoder.begin(block);
        encoder.pseudoHeader(block, PseudoHeader.METHOD, "GET");
        for (int i = 0; i < 2; i++) {
            reader.read(block.array(), block.length(), false);
            assertThatThrownBy(() -> reader.head(1, true)).isInstanceOf(Http2Exception.class);
        }
    }

    @Test
    void emptyBlockIsNotTheLastOne() throws IOException {
        read(staticBlock(), true);
        reader.read(new byte[0], 0, false);
        assertThatThrownBy(() -> reader.head(1, true)).isInstanceOf(Http2Exception.class);
        reader.read(new byte[0], 0, false);
        assertThatThrownBy(() -> reader.head(1, true)).isInstanceOf(Http2Exception.class);
    }
}
