package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.fuzz.FrameMutator;
import dev.lanner.fuzz.Fuzz;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.spec.Corpus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reader of frames on mutated sessions: it ends, and sees the same whatever the pieces are. */
class FrameReaderFuzzTest {
    private static final int CAPACITY = PeerSettings.FRAME_SIZE_MIN + 2_048;
    private static final int SETTINGS_MAX = 32;

    @Test
    void frames() {
        FrameMutator mutator = new FrameMutator(Corpus.sessions());
        long inputs = Fuzz.run(random -> {
            byte[] input = joined(mutator.session(random));
            List<String> whole = read(input, List.of());

            assertThat(read(input, cuts(input.length, random))).as("in pieces").isEqualTo(whole);
        });

        assertThat(inputs).isPositive();
    }

    private static byte[] joined(List<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static List<Integer> cuts(int length, Random random) {
        List<Integer> cuts = new ArrayList<>();
        int most = 1 + random.nextInt(random.nextBoolean() ? 10 : 3_000);
        for (int cut = 0; cut < length; cut += 1 + random.nextInt(most)) {
            cuts.add(cut);
        }
        return cuts;
    }

    /** What the reader finds, with the content of DATA and blocks, up to the end or the first error of the connection. */
    private static List<String> read(byte[] input, List<Integer> cuts) throws IOException {
        MemoryTransport transport = new MemoryTransport();
        transport.sendAll(input, cuts);
        ByteInput in = new ByteInput(transport, CAPACITY);
        FrameReader reader = new FrameReader(
                in,
                () -> {
                    if (!in.fill()) {
                        throw new EOFException();
                    }
                    assertThat(in.array().length).as("memory").isLessThanOrEqualTo(CAPACITY);
                },
                PeerSettings.FRAME_SIZE_MIN,
                SETTINGS_MAX);
        List<String> found = new ArrayList<>();
        try {
            while (true) {
                try {
                    found.add(described(reader));
                } catch (Http2Exception broken) {
                    found.add(broken.getMessage() + " on " + broken.streamId());
                    if (broken.endsConnection()) {
                        return found;
                    }
                }
                reader.finish();
            }
        } catch (EOFException end) {
            return found;
        }
    }

    private static String described(FrameReader reader) throws IOException {
        Frame frame = reader.next();
        int length = switch (frame) {
            case Frame.Data data -> data.length();
            case Frame.Headers headers -> headers.length();
            case Frame.Continuation continuation -> continuation.length();
            default -> 0;
        };
        byte[] content = new byte[length];
        for (int taken = 0; taken < length; ) {
            int count = Math.min(length - taken, reader.await());
            reader.take(content, taken, count);
            taken += count;
        }
        return frame + " " + Arrays.hashCode(content);
    }
}
