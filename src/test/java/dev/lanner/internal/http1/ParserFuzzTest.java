package dev.lanner.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.fuzz.Fuzz;
import dev.lanner.fuzz.Mutator;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.spec.Corpus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The readers of heads and chunks on mutated input. */
class ParserFuzzTest {
    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .limits(Limits.builder()
                    .requestLineBytes(512)
                    .headerBytes(1_024)
                    .trailerBytes(1_024)
                    .build())
            .build();
    private static final int CAPACITY = 4_096;

    /**
     * What became of an input.
     *
     * @param refused the rule, or "end" if the input ended before; null if it was accepted
     * @param consumed bytes that were taken, if it was accepted
     */
    private record Outcome(String accepted, String refused, int consumed) {}

    /** Reads something from an input. */
    private interface Parser {
        String parse(ByteInput in, LineReader.More more, StringBuilder soFar) throws IOException;
    }

    @Test
    void heads() {
        Mutator mutator = new Mutator(Corpus.clients());
        long inputs = Fuzz.run(random -> {
            byte[] input = mutator.input(random);
            Outcome whole = sameForAnySplit(input, random, ParserFuzzTest::head);
            if (whole.refused == null) {
                String taken = new String(input, 0, whole.consumed, StandardCharsets.ISO_8859_1);
                String head = taken.replaceFirst("^(\r\n)+", "");
                assertThat(head.indexOf("\r\n\r\n")).as("one head and no more").isEqualTo(head.length() - 4);
                byte[] again = whole.accepted.getBytes(StandardCharsets.ISO_8859_1);
                assertThat(outcome(again, List.of(), ParserFuzzTest::head).accepted)
                        .as("written back and read again")
                        .isEqualTo(whole.accepted);
            }
        });
        assertThat(inputs).isPositive();
    }

    /** As it would be written. */
    private static String head(ByteInput in, LineReader.More more, StringBuilder soFar) throws IOException {
        more.fill();
        RequestHead head = new HeadReader(in, OPTIONS, "http", more).read();
        soFar.append(head.method()).append(' ').append(head.target().raw()).append(' ');
        soFar.append(head.version()).append("\r\n");
        return append(soFar, head.headers());
    }

    private static String append(StringBuilder text, Headers fields) {
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }

    @Test
    void chunks() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] client : Corpus.clients()) {
            String text = new String(client, StandardCharsets.ISO_8859_1);
            int content = text.indexOf("\r\n\r\n") + 4;
            if (text.contains("chunked\r\n\r\n")) {
                seeds.add(text.substring(content).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        Mutator mutator = new Mutator(seeds);
        long inputs = Fuzz.run(random -> {
            byte[] input = mutator.input(random);
            int size = 1 + random.nextInt(random.nextBoolean() ? 10 : 3_000);
            Outcome whole = sameForAnySplit(input, random, (in, more, soFar) -> content(in, more, soFar, size));
            if (whole.refused == null) {
                String taken = new String(input, 0, whole.consumed, StandardCharsets.ISO_8859_1);
                assertThat(taken).as("ends behind the trailers").endsWith("\r\n");
                Outcome other = outcome(input, List.of(), (in, more, soFar) -> content(in, more, soFar, 7));
                assertThat(other).as("read in pieces of another size").isEqualTo(whole);
                assertThat(outcome(encoded(whole.accepted), List.of(), (in, more, soFar) -> content(in, more, soFar, 7))
                                .accepted)
                        .as("written back and read again")
                        .isEqualTo(whole.accepted);
            }
        });
        assertThat(inputs).isPositive();
    }

    /** The data, then a mark, then the trailers. */
    private static String content(ByteInput in, LineReader.More more, StringBuilder soFar, int size)
            throws IOException {
        ChunkedReader reader = new ChunkedReader(in, OPTIONS, more);
        ByteBuffer piece = ByteBuffer.allocate(size);
        for (int read = reader.read(piece); read >= 0; read = reader.read(piece.clear())) {
            assertThat(read).isBetween(1, size).isEqualTo(piece.position());
            soFar.append(new String(piece.array(), 0, read, StandardCharsets.ISO_8859_1));
        }
        soFar.append("|end|");
        return append(soFar, reader.trailers());
    }

    private static byte[] encoded(String content) {
        int end = content.lastIndexOf("|end|");
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (end > 0) {
            chunks.writeBytes((Integer.toHexString(end) + "\r\n" + content.substring(0, end) + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        chunks.writeBytes(("0\r\n" + content.substring(end + 5)).getBytes(StandardCharsets.ISO_8859_1));
        return chunks.toByteArray();
    }

    private static Outcome sameForAnySplit(byte[] input, Random random, Parser parser) throws IOException {
        Outcome whole = outcome(input, List.of(), parser);
        List<Integer> cuts = new ArrayList<>();
        for (int cut = random.nextInt(12); cut < input.length; cut += 1 + random.nextInt(12)) {
            cuts.add(cut);
        }
        assertThat(outcome(input, cuts, parser)).as("in pieces").isEqualTo(whole);
        return whole;
    }

    private static Outcome outcome(byte[] input, List<Integer> cuts, Parser parser) throws IOException {
        MemoryTransport transport = new MemoryTransport();
        transport.sendAll(input, cuts);
        ByteInput in = new ByteInput(transport, CAPACITY);
        StringBuilder soFar = new StringBuilder();
        try {
            String accepted = parser.parse(
                    in,
                    () -> {
                        if (!in.fill()) {
                            throw new EOFException();
                        }
                        assertThat(in.array().length).as("memory").isLessThanOrEqualTo(CAPACITY);
                    },
                    soFar);
            int rest = 0;
            while (in.read(ByteBuffer.allocate(1), 1) > 0) {
                rest++;
            }
            return new Outcome(accepted, null, input.length - rest);
        } catch (BadRequestException bad) {
            return new Outcome(soFar.toString(), bad.rule().name(), 0);
        } catch (EOFException end) {
            return new Outcome(soFar.toString(), "end", 0);
        }
    }
}
