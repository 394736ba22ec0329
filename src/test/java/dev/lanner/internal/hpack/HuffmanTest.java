package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuffmanTest {
    @Test
    void everyTextComesBack() throws Exception {
        Random random = new Random(7_541);
        for (int round = 0; round < 20_000; round++) {
            int bound = round % 3 == 0 ? 256 : 128;
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append((char) random.nextInt(bound));
            }
            check(text.toString());
        }
    }

    @Test
    void everyPairOfCharactersComesBack() throws Exception {
        for (int pair = 0; pair < 65_536; pair++) {
            check("" + (char) (pair >>> 8) + (char) (pair & 0xff));
        }
    }

    private static void check(String text) throws HpackException {
        int encodedLength = Huffman.encodedLength(text);
        byte[] encoded = new byte[encodedLength + 2];
        assertThat(Huffman.encode(text, encoded, 1)).isEqualTo(encodedLength + 1);
        byte[] decoded = new byte[Huffman.decodedRoom(encodedLength)];
        int length = Huffman.decode(encoded, 1, encodedLength, decoded);
        assertThat(new String(decoded, 0, length, StandardCharsets.ISO_8859_1)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "ff, HUFFMAN_PADDING_TOO_LONG",
        "ffff, HUFFMAN_PADDING_TOO_LONG",
        "ffffff, HUFFMAN_PADDING_TOO_LONG",
        "ffffffff, HUFFMAN_EOS",
        "ffffffffff, HUFFMAN_EOS",
        "fffffffc, HUFFMAN_EOS",
        "07ff, HUFFMAN_PADDING_TOO_LONG",
        "07ffffff, HUFFMAN_PADDING_TOO_LONG",
        "07ffffffff, HUFFMAN_EOS",
        "00, HUFFMAN_PADDING_MALFORMED",
        "06, HUFFMAN_PADDING_MALFORMED",
        "03, HUFFMAN_PADDING_MALFORMED",
        "fe, HUFFMAN_PADDING_MALFORMED",
        "fffe, HUFFMAN_PADDING_MALFORMED",
        "fffffffe, HUFFMAN_EOS",
        "ffffffee, HUFFMAN_PADDING_MALFORMED"
    })
    void wrongEnds(String hex, HpackRule rule) {
        byte[] bytes = Fields.bytes(hex);
        assertThatThrownBy(() -> Huffman.decode(bytes, 0, bytes.length, new byte[32]))
                .isInstanceOfSatisfying(
                        HpackException.class,
                        broken -> assertThat(broken.rule()).isSameAs(rule));
    }

    @Test
    void paddingOfUpToSevenBitsIsTaken() throws Exception {
        // "0" has five bits, "X" eight: so each number of bits is left once.
        for (int zeros = 0; zeros < 8; zeros++) {
            check("0".repeat(zeros));
            check("X" + "0".repeat(zeros));
        }
    }

    /** Whatever is taken is what an encoder makes of the text: no two encodings of one string. */
    @Test
    void everyStringOfTwoBytesIsWrongOrTheOnlyOneOfItsText() {
        byte[] decoded = new byte[Huffman.decodedRoom(2)];
        int taken = 0;
        for (int bits = 0; bits < 65_536; bits++) {
            byte[] bytes = {(byte) (bits >>> 8), (byte) bits};
            int length;
            try {
                length = Huffman.decode(bytes, 0, 2, decoded);
            } catch (HpackException wrong) {
                continue;
            }
            taken++;
            String text = new String(decoded, 0, length, StandardCharsets.ISO_8859_1);
            byte[] again = new byte[Huffman.encodedLength(text)];
            Huffman.encode(text, again, 0);
            assertThat(again).as(text).isEqualTo(bytes);
        }
        assertThat(taken).isPositive();
    }

    @Test
    void decodedLengthIsBounded() throws Exception {
        byte[] zeros = new byte[10_000];
        Arrays.fill(zeros, (byte) 0);
        byte[] decoded = new byte[Huffman.decodedRoom(zeros.length)];
        assertThat(Huffman.decode(zeros, 0, zeros.length, decoded)).isEqualTo(decoded.length - 1);
        assertThat(Huffman.decodedRoom(Integer.MAX_VALUE / 2)).isPositive();
    }
}
