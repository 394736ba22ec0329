package dev.lanner.internal.http1;

import dev.lanner.internal.exchange.RequestHead;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a head cost to read, to check and to keep; what if it is the one before; and what does it cost more if it comes in
 * two pieces?
 *
 * <p>curl's 262 ns and 320 B (split 407 ns), Chrome's 822 ns and 464 B (split 1,072 ns), 100 unknown fields 28 us and
 * 29 KB (21 Nov 2026, JDK 25.0.3, 4 shared cores of an AMD EPYC at load 8 to 15). Before {@link RepeatedLines} Chrome's
 * took three times as long and 1,848 B.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadReaderBenchmark {
    @Param
    Heads head;

    private ByteInput wholeInput;
    private HeadReader whole;
    private ByteInput againInput;
    private HeadReader again;
    private ByteInput splitInput;
    private HeadReader split;

    @Setup
    public void prepare() {
        byte[] bytes = head.bytes();
        wholeInput = new ByteInput(LoopTransport.endless(bytes, bytes.length), 34_816);
        whole = new HeadReader(wholeInput, ServerOptions.DEFAULT, "http", wholeInput::fill);
        againInput = new ByteInput(LoopTransport.endless(bytes, bytes.length), 34_816);
        again = new HeadReader(againInput, ServerOptions.DEFAULT, "http", againInput::fill);
        splitInput = new ByteInput(LoopTransport.endless(bytes, bytes.length / 2 + 1), 34_816);
        split = new HeadReader(splitInput, ServerOptions.DEFAULT, "http", splitInput::fill);
    }

    @Benchmark
    public RequestHead whole() throws IOException {
        wholeInput.fill();
        whole.rest(); // else it is known by its bytes
        return whole.read();
    }

    @Benchmark
    public RequestHead again() throws IOException {
        againInput.fill();
        return again.read();
    }

    @Benchmark
    public RequestHead split() throws IOException {
        splitInput.fill();
        return split.read();
    }
}
