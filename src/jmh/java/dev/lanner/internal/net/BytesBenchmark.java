package dev.lanner.internal.net;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does {@link Bytes#indexOf} pay against a plain loop, and from which length on?
 *
 * <p>From about 25 bytes on: 7 against 6 ns for 9 bytes, 11 and 12 for 25, 27 and 40 for 120, 158 and 387 for 1,000
 * (21 Nov 2026, JDK 25.0.3, 4 shared cores of an AMD EPYC at load 8 to 15).
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesBenchmark {
    /** How far away the byte is: a short field line, a usual one, a {@code User-Agent}, a long cookie. */
    @Param({"9", "25", "120", "1000"})
    int distance;

    private byte[] bytes;
    private int from;

    @Setup
    public void prepare() {
        bytes = new byte[distance + 16];
        java.util.Arrays.fill(bytes, (byte) 'x');
        from = 3;
        bytes[from + distance] = '\n';
    }

    @Benchmark
    public int eightAtATime() {
        return Bytes.indexOf(bytes, (byte) '\n', from, bytes.length);
    }

    @Benchmark
    public int plainLoop() {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
