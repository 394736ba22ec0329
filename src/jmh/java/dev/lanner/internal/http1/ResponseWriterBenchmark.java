package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.Scopes;
import dev.lanner.internal.http1.ResponseWriter.Persistence;
import dev.lanner.internal.net.ByteOutput;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.LoopTransport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a response's head cost to write: the smallest one, and one as a page has it?
 *
 * <p>168 ns and 490 ns, and nothing is allocated (21 Nov 2026, JDK 25.0.3, 4 shared cores of an AMD EPYC at load 8 to 15).
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseWriterBenchmark {
    private final LoopTransport transport = LoopTransport.endless(new byte[1], 1);
    private final Deadlines deadlines = new Deadlines(Clock.SYSTEM);
    private final ByteOutput out = new ByteOutput(transport, deadlines.add(Deadline.Phase.WRITE, phase -> {}));
    private final ResponseWriter writer = new ResponseWriter(out, Scopes.of(transport));

    private final BodyLength length = new BodyLength.Known(13_742);
    private final Headers small = new Headers().add(HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8");
    private final Headers page = new Headers()
            .add(HeaderName.CONTENT_TYPE, "text/html; charset=utf-8")
            .add(HeaderName.CACHE_CONTROL, "private, max-age=0, must-revalidate")
            .add(HeaderName.ETAG, "\"5f3c9a7e1b2d\"")
            .add(HeaderName.LAST_MODIFIED, "Sat, 21 Nov 2026 09:39:00 GMT")
            .add(HeaderName.VARY, "Accept-Encoding")
            .add(HeaderName.CONTENT_SECURITY_POLICY, "default-src 'self'; img-src *; object-src 'none'")
            .add(HeaderName.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .add(HeaderName.REFERRER_POLICY, "strict-origin-when-cross-origin")
            .add(
                    HeaderName.SET_COOKIE,
                    "session=0a1b2c3d4e5f60718293a4b5c6d7e8f9; Path=/; HttpOnly; Secure; SameSite=Lax")
            .add("X-Request-Id", "c1-1");

    @Benchmark
    public void small() throws IOException {
        writer.head(200, null, small, length, false, Persistence.IMPLIED);
        out.flush();
    }

    @Benchmark
    public void page() throws IOException {
        writer.head(200, null, page, length, false, Persistence.IMPLIED);
        out.flush();
    }

    @Benchmark
    public void notFound() throws IOException {
        writer.head(404, null, small, length, false, Persistence.IMPLIED);
        out.flush();
    }
}
