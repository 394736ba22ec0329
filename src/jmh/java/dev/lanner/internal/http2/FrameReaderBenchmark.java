package dev.lanner.internal.http2;

import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.LoopTransport;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to read a frame, and to take what it carries? One operation is one frame. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameReaderBenchmark {
    private static final int FRAMES = 64;
    private static final int PIECE = 16_384;

    private final byte[] target = new byte[PIECE];
    private final FrameReader requests = reader(requests());
    private final FrameReader small = reader(small());
    private final FrameReader large = reader(large());

    private static FrameReader reader(byte[] bytes) {
        ByteInput in = ByteInput.of(LoopTransport.endless(bytes, PIECE), ServerOptions.DEFAULT);
        return new FrameReader(in, () -> in.fill(), PeerSettings.FRAME_SIZE_MIN, 32);
    }

    /** HEADERS with a block of 60 bytes and DATA of 1 KiB in turn. */
    private static byte[] requests() {
        Frames frames = new Frames();
        for (int i = 0; i < FRAMES; i += 2) {
            frames.frame(Frame.HEADERS, Frame.END_HEADERS, i + 1, new byte[60]);
            frames.frame(Frame.DATA, Frame.END_STREAM, i + 1, new byte[1_024]);
        }
        return frames.take();
    }

    /** WINDOW_UPDATE, PING, PRIORITY and DATA of eight bytes in turn. */
    private static byte[] small() {
        Frames frames = new Frames();
        for (int i = 0; i < FRAMES; i += 4) {
            frames.frame(Frame.WINDOW_UPDATE, 0, i + 1, new byte[] {0, 0, 1, 0});
            frames.frame(Frame.PING, 0, 0, new byte[8]);
            frames.frame(Frame.PRIORITY, 0, i + 1, new byte[5]);
            frames.frame(Frame.DATA, 0, i + 1, new byte[8]);
        }
        return frames.take();
    }

    /** DATA of 16 KiB. */
    private static byte[] large() {
        Frames frames = new Frames();
        for (int i = 0; i < FRAMES; i++) {
            frames.frame(Frame.DATA, 0, 1, new byte[PIECE]);
        }
        return frames.take();
    }

    /** As the connection does: the payload is taken in the pieces in which it comes. */
    private int read(FrameReader reader) throws IOException {
        int sum = 0;
        for (int i = 0; i < FRAMES; i++) {
            int length = switch (reader.next()) {
                case Frame.Data data -> data.length();
                case Frame.Headers headers -> headers.length();
                default -> 0;
            };
            for (int left = length; left > 0; ) {
                int count = Math.min(left, reader.await());
                reader.take(target, 0, count);
                left -= count;
            }
            sum += length;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int requestFrames() throws IOException {
        return read(requests);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int smallFrames() throws IOException {
        return read(small);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int largeFrames() throws IOException {
        return read(large);
    }
}
