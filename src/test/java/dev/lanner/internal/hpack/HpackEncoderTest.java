package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackEncoderTest {
    private final HpackEncoder encoder = new HpackEncoder();
    private final HpackDecoder decoder = new HpackDecoder();

    /** Begins a block, writes one field into it, and shows the bytes after the other end has decoded them. */
    private String field(String name, String value, boolean secret) throws Exception {
        BlockWriter out = new BlockWriter();
        encoder.begin(out);
        encoder.field(out, HeaderName.of(name), value, secret);
        return sent(out);
    }

    private String field(String name, String value) throws Exception {
        return field(name, value, false);
    }

    private String status(int status) throws Exception {
        BlockWriter out = new BlockWriter();
        encoder.begin(out);
        encoder.status(out, status);
        return sent(out);
    }

    private String sent(BlockWriter out) throws Exception {
        assertThat(new Fields().decode(decoder, Fields.hex(out))).isNull();
        assertThat(Fields.entries(decoder.table())).isEqualTo(Fields.entries(encoder.table()));
        return Fields.hex(out);
    }

    @Test
    void statusIsOneByte() throws Exception {
        assertThat(status(200)).isEqualTo("88");
        assertThat(status(204)).isEqualTo("89");
        assertThat(status(206)).isEqualTo("8a");
        assertThat(status(304)).isEqualTo("8b");
        assertThat(status(400)).isEqualTo("8c");
        assertThat(status(404)).isEqualTo("8d");
        assertThat(status(500)).isEqualTo("8e");
        assertThat(encoder.table().count()).isZero();
    }

    @Test
    void anotherStatusIsOneByteFromTheSecondTimeOn() throws Exception {
        assertThat(status(302)).isEqualTo("48826402");
        assertThat(status(302)).isEqualTo("be");
        assertThat(status(999)).startsWith("48");
        assertThat(status(302)).isEqualTo("bf");
    }

    @Test
    void fieldThatRepeatsIsOneByte() throws Exception {
        assertThat(field("server", "lanner")).hasSizeGreaterThan(2);
        assertThat(field("server", "lanner")).isEqualTo("be");
        assertThat(field("Server", new String("lanner"))).isEqualTo("be");
        assertThat(field("x-frame-options", "DENY")).hasSizeGreaterThan(2);
        assertThat(field("X-Frame-Options", "DENY")).isEqualTo("be");
        assertThat(field("server", "lanner")).isEqualTo("bf");
    }

    @Test
    void nameThatRepeatsIsAnIndex() throws Exception {
        field("x-request-kind", "a");
        assertThat(field("x-request-kind", "b")).isEqualTo("7e0162");
        assertThat(field("x-request-kind", "c")).isEqualTo("7e0163");
    }

    @Test
    void entryOfTheStaticTableIsUsed() throws Exception {
        assertThat(field("accept-encoding", "gzip, deflate")).isEqualTo("90");
        assertThat(field("refresh", "5")).isEqualTo("740135");
        // An empty value stands there too, as "accept-charset: ", but it is better not to rely on what is an absence.
        assertThat(field("accept-charset", "")).isEqualTo("4f00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "proxy-authorization", "cookie", "set-cookie"})
    void secretIsNeverIndexed(String name) throws Exception {
        String first = field(name, "secret-of-a-user");
        assertThat(first).startsWith("1f");
        assertThat(field(name, "secret-of-a-user")).isEqualTo(first);
        assertThat(encoder.table().count()).isZero();

        BlockWriter out = new BlockWriter();
        encoder.field(out, HeaderName.of(name), "secret", false);
        Fields fields = new Fields();
        fields.decode(decoder, Fields.hex(out));
        assertThat(fields.neverIndexed).containsExactly(true);
    }

    @Test
    void secretOfTheApplicationIsNeverIndexedAndNeverFound() throws Exception {
        String secret = field("x-api-key", "k1", true);
        assertThat(secret).startsWith("10");
        assertThat(field("x-api-key", "k1", true)).isEqualTo(secret);

        // Not even if the same was indexed as no secret before.
        field("x-api-key", "k1", false);
        assertThat(field("x-api-key", "k1", true)).isEqualTo(secret);
        assertThat(field("x-api-key", "k1", false)).isEqualTo("be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length", "etag", "last-modified", "content-range", "age", "location"})
    void valueThatHardlyRepeatsStaysOut(String name) throws Exception {
        assertThat(field(name, "1")).startsWith("0f");
        assertThat(encoder.table().count()).isZero();
    }

    @Test
    void dateGoesIn() throws Exception {
        field("date", "Mon, 21 Oct 2013 20:13:21 GMT");
        assertThat(field("date", "Mon, 21 Oct 2013 20:13:21 GMT")).isEqualTo("be");
    }

    @Test
    void largeValueStaysOut() throws Exception {
        field("content-security-policy", "a".repeat(2_048 - 32 - 23));
        assertThat(encoder.table().count()).isOne();
        field("content-security-policy", "a".repeat(2_048 - 31 - 23));
        assertThat(encoder.table().count()).isOne();
    }

    @Test
    void stringIsEncodedOnlyIfThatMakesItShorter() throws Exception {
        assertThat(field("x", "aaaa")).isEqualTo("40 01 78 83 18 c6 3f".replace(" ", ""));
        assertThat(field("x", "~~~~")).isEqualTo("7e047e7e7e7e");
        assertThat(field("x", "\u00e4\u00ff")).isEqualTo("7e02e4ff");
    }

    @Test
    void tableThatIsNotAllowedIsGivenUp() throws Exception {
        field("server", "lanner");
        encoder.allowTable(0);
        assertThat(field("server", "lanner")).startsWith("20").hasSizeGreaterThan(4);
        assertThat(encoder.table().bytesMax()).isZero();
        assertThat(field("server", "lanner")).startsWith("0f");
    }

    @Test
    void lowestAndLastSizeAreTold() throws Exception {
        field("server", "lanner");
        encoder.allowTable(100);
        encoder.allowTable(0);
        encoder.allowTable(200);
        // RFC 7541 §4.2
        assertThat(status(200)).isEqualTo("20" + "3fa901" + "88");
        assertThat(encoder.table().count()).isZero();
        assertThat(status(200)).isEqualTo("88");
    }

    @Test
    void sizeThatWentAndCameBackIsTold() throws Exception {
        encoder.allowTable(64);
        encoder.allowTable(4_096);
        assertThat(status(200)).isEqualTo("3f21" + "3fe11f" + "88");
    }

    @Test
    void largerTableIsNotTaken() throws Exception {
        encoder.allowTable(65_536);
        encoder.allowTable(-1);
        assertThat(status(200)).isEqualTo("88");
        assertThat(encoder.table().bytesMax()).isEqualTo(4_096);
    }

    @Test
    void tableNeverGrowsBeyondItsSize() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            field("x-" + i % 200, "v" + i);
            Fields.checkInvariants(encoder.table());
        }
        assertThat(encoder.table().added()).isEqualTo(1_000);
    }

    /** An encoder and a decoder that rest now and then, beside an encoder that never does. */
    @RepeatedTest(10)
    void restsChangeNoBlock(RepetitionInfo run) throws Exception {
        Random random = new Random(run.getCurrentRepetition());
        HpackEncoder restless = new HpackEncoder();
        BlockWriter out = new BlockWriter();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(4) == 0) {
                encoder.rest();
                decoder.rest();
                out.rest();
            }
            if (random.nextInt(100) == 0) {
                int bytes = random.nextInt(8) * 512;
                encoder.allowTable(bytes);
                restless.allowTable(bytes);
            }
            out.clear();
            BlockWriter same = new BlockWriter();
            encoder.begin(out);
            restless.begin(same);
            for (int field = random.nextInt(5); field >= 0; field--) {
                HeaderName name = HeaderName.of("x-" + random.nextInt(12));
                String value = "value " + random.nextInt(12);
                encoder.field(out, name, value, false);
                restless.field(same, name, value, false);
            }
            assertThat(sent(out)).isEqualTo(Fields.hex(same));
        }
    }

    @Test
    void blockWriterIsUsedAgain() throws Exception {
        BlockWriter out = new BlockWriter();
        encoder.field(out, HeaderName.ETAG, "x".repeat(10_000), false);
        byte[] large = out.array();
        out.clear();
        assertThat(out.length()).isZero();
        assertThat(out.array()).hasSizeLessThan(large.length);
        encoder.status(out, 200);
        assertThat(Fields.hex(out)).isEqualTo("88");
    }
}
