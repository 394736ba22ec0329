package dev.lanner.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs that are almost right out of inputs that mean something. The same seed makes the same input. */
public final class Mutator {
    private static final byte[] TELLING =
            "\r\n\0\t :,;\"%/\\?#@[].-+0159aAfFgxX_=~\u0001\u000b\u001f\u007f\u0080\u00a0\u00ff"
                    .getBytes(StandardCharsets.ISO_8859_1);
    private static final List<String> WORDS = List.of(
            "\r\n",
            "\r\n\r\n",
            "\n\n",
            "\r\n ",
            "HTTP/1.1",
            "HTTP/1.0",
            "GET ",
            "HEAD ",
            "CONNECT ",
            "OPTIONS ",
            "Host: a\r\n",
            "Content-Length: 1\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n",
            "Expect: 100-continue\r\n",
            "chunked",
            "0\r\n\r\n",
            "5\r\nhello\r\n",
            ";a=\"b\"",
            "ffffffffffffffff",
            "%2e%2e/",
            "%2F",
            "%00",
            "%c0%ae",
            "../",
            "http://a",
            "[::1]",
            ":65536",
            "*");
    private static final int LENGTH_MAX = 20_000;

    private final List<byte[]> seeds;

    public Mutator(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /** One input. */
    public byte[] input(Random random) {
        byte[] input = pick(random).clone();
        for (int mutations = random.nextInt(5); mutations > 0; mutations--) {
            input = mutated(input, random);
        }
        return input.length <= LENGTH_MAX ? input : Arrays.copyOf(input, LENGTH_MAX);
    }

    private byte[] pick(Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] mutated(byte[] input, Random random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
        return switch (random.nextInt(9)) {
            case 0 -> spliced(input, at, new byte[] {telling(random)}, at);
            case 1 -> spliced(input, at, new byte[] {telling(random)}, Math.min(input.length, at + 1));
            case 2 -> spliced(input, at, new byte[] {(byte) random.nextInt(256)}, Math.min(input.length, at + 1));
            case 3 -> spliced(input, at, new byte[0], to);
            case 4 -> spliced(input, at, Arrays.copyOfRange(input, at, to), at);
            case 5, 6 -> spliced(input, at, word(random), random.nextBoolean() ? at : to);
            case 7 -> {
                byte[] other = pick(random);
                int from = random.nextInt(other.length + 1);
                yield spliced(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
            }
            default -> repeated(input, at, to, random);
        };
    }

    private static byte telling(Random random) {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private static byte[] word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same few bytes many times: lengths and counts. */
    private static byte[] repeated(byte[] input, int at, int to, Random random) {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int times = random.nextInt(random.nextInt(10) == 0 ? 1_000 : 20); times > 0; times--) {
            many.write(input, at, to - at);
        }
        return spliced(input, at, many.toByteArray(), at);
    }

    private static byte[] spliced(byte[] input, int at, byte[] between, int from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(input.length + between.length);
        all.write(input, 0, at);
        all.writeBytes(between);
        all.write(input, from, input.length - from);
        return all.toByteArray();
    }
}
