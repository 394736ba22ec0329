package dev.lanner.internal.http2;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Scopes;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.server.ServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
 * What does the life of a stream cost above the socket: HEADERS, the application on its thread, HEADERS and DATA?
 *
 * <p>One operation is one stream; each invocation is a connection that carries 3,200 of them, 1, 32 or 100 at once. All
 * threads share one carrier, so that the same happens each time.
 */
@State(Scope.Thread)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Djmh.executor=VIRTUAL",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamBenchmark {
    private static final int STREAMS = 3_200;
    private static final int ECHOED = 16_384;

    private final Deadlines deadlines = new Deadlines(Clock.SYSTEM);
    private final Pipeline hello = Pipeline.of(context -> context.response().text("Hello, World!"));
    private final Pipeline echo = Pipeline.of(echoHandler());

    private static Handler echoHandler() {
        return context -> context.response().bytes(context.request().bytes());
    }

    private void serve(int atOnce, BiConsumer<Frames, Integer> request, Pipeline application) {
        LoopClient client = new LoopClient(atOnce, STREAMS / atOnce, request);
        ConnectionScope scope = Scopes.of(client);
        new Http2Connection(scope, client, ByteInput.of(client, ServerOptions.DEFAULT), deadlines, "http", application)
                .serve();
        if (scope.endReason() != EndReason.CLIENT_CLOSED) {
            throw new IllegalStateException("the connection has ended by " + scope.endReason());
        }
    }

    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void getOne() {
        serve(1, Frames::plainGet, hello);
    }

    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void getHundred() {
        serve(100, Frames::plainGet, hello);
    }

    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void browserOne() {
        serve(1, Frames::browserGet, hello);
    }

    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void browserHundred() {
        serve(100, Frames::browserGet, hello);
    }

    /** 16 KiB up and down. */
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void echoOne() {
        serve(1, (frames, stream) -> frames.post(stream, ECHOED), echo);
    }

    /** As many as fit into half of the connection's window. */
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public void echoThirtyTwo() {
        serve(32, (frames, stream) -> frames.post(stream, ECHOED), echo);
    }
}
