package dev.lanner.internal.http1;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.internal.exchange.Scopes;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.LoopTransport;
import dev.lanner.server.ServerOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

/**
 * What does a whole exchange cost above the socket: from the first byte of its head to the last of its response?
 *
 * <p>One operation is one exchange; each invocation is a connection that carries 1,024 of them. It runs on a virtual
 * thread as in the server, so the yield before each read that would block is in the figures.
 *
 * <p>curl's head 1.3 us and 1,123 B, Chrome's 2.4 us and 1,267 B, pipelined 0.9 us and 1,105 B, a download of 100 KiB 1.4 us
 * and 1,060 B, an upload of 1 MiB 28 us and 1,854 B: best of some rounds, for the times differ by a factor of two between
 * rounds (21 Nov 2026, JDK 25.0.3, 4 shared cores of an AMD EPYC at load 8 to 15).
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Djmh.executor=VIRTUAL")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Http1ConnectionBenchmark {
    private static final int EXCHANGES = 1_024;
    private static final int PIPELINED = 16;
    private static final int UPLOAD = 1_048_576;

    private final Deadlines deadlines = new Deadlines(Clock.SYSTEM);
    private final byte[] curl = Heads.CURL.bytes();
    private final byte[] chrome = Heads.CHROME.bytes();
    private final byte[] sixteen = repeated(curl, PIPELINED);
    private final byte[] upload = upload();
    private final byte[] large = new byte[102_400];
    private final byte[] target = new byte[16_384];

    private final Pipeline hello = Pipeline.of(context -> context.response().text("Hello, World!"));
    private final Pipeline download = Pipeline.of(context -> context.response().bytes(large));
    private final Pipeline count = Pipeline.of(uploadHandler());

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    private static byte[] upload() {
        String head = "POST /upload HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: " + UPLOAD + "\r\n\r\n";
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(bytes, bytes.length + UPLOAD);
    }

    private Handler uploadHandler() {
        return context -> {
            InputStream body = context.request().body();
            long count = 0;
            for (int read = 0; read >= 0; read = body.read(target)) {
                count += read;
            }
            context.response().text(Long.toString(count));
        };
    }

    private void serve(byte[] bytes, int times, Pipeline pipeline) {
        LoopTransport transport = new LoopTransport(bytes, bytes.length, times);
        new Http1Connection(
                        Scopes.of(transport),
                        transport,
                        ByteInput.of(transport, ServerOptions.DEFAULT),
                        deadlines,
                        "http",
                        pipeline)
                .serve();
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void helloCurl() {
        serve(curl, EXCHANGES, hello);
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void helloChrome() {
        serve(chrome, EXCHANGES, hello);
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void helloPipelined() {
        serve(sixteen, EXCHANGES / PIPELINED, hello);
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void download100KiB() {
        serve(curl, EXCHANGES, download);
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void upload1MiB() {
        serve(upload, EXCHANGES, count);
    }
}
