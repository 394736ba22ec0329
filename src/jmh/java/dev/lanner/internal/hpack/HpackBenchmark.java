package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;
import java.util.Arrays;
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

/** What the fields of a browser's request and of an ordinary response cost: for the first time and again. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HpackBenchmark {
    private static final FieldLimits LIMITS = new FieldLimits(32_768, 100);
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/138.0.0.0 Safari/537.36";

    /** The fields of a request for a page, as Chromium sends them. */
    private static final String[][] REQUEST = {
        {"sec-ch-ua", "\"Not)A;Brand\";v=\"8\", \"Chromium\";v=\"138\""},
        {"sec-ch-ua-mobile", "?0"},
        {"sec-ch-ua-platform", "\"Linux\""},
        {"upgrade-insecure-requests", "1"},
        {"user-agent", AGENT},
        {"accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"},
        {"sec-fetch-site", "none"},
        {"sec-fetch-mode", "navigate"},
        {"sec-fetch-user", "?1"},
        {"sec-fetch-dest", "document"},
        {"accept-encoding", "gzip, deflate, br, zstd"},
        {"accept-language", "en-US,en;q=0.9"},
        {"priority", "u=0, i"}
    };

    /** The fields of a call, as grpc-java sends them. */
    private static final String[][] CALL = {
        {"te", "trailers"},
        {"content-type", "application/grpc"},
        {"user-agent", "grpc-java-netty/1.75.0"},
        {"grpc-accept-encoding", "gzip"},
        {"grpc-timeout", "4999m"}
    };

    private final byte[] first;
    private final byte[] again;
    private final byte[] call;
    private final HpackDecoder warmForCalls = new HpackDecoder();
    private final HpackDecoder warm = new HpackDecoder();
    private final Sink sink = new Sink();

    private final HpackEncoder encoder = new HpackEncoder();
    private final BlockWriter out = new BlockWriter();
    private final String date = "Tue, 21 Oct 2025 20:13:21 GMT";
    private final String[] dates = new String[128];
    private int second;

    private final byte[] agent = encoded(AGENT);
    private final byte[] target = new byte[256];

    /** As a request's fields are kept. */
    private static final class Sink implements FieldSink {
        final HeaderName[] names = new HeaderName[32];
        final String[] values = new String[32];
        int size;

        @Override
        public void pseudoHeader(PseudoHeader name, String value, boolean neverIndexed) {
            values[size++] = value;
        }

        @Override
        public void field(HeaderName name, String value, boolean neverIndexed) {
            names[size] = name;
            values[size++] = value;
        }
    }

    /** Makes the blocks, and has the warm decoder know what the second one refers to. */
    public HpackBenchmark() {
        Arrays.setAll(dates, i -> String.format("Tue, 21 Oct 2025 20:%02d:%02d GMT", i / 60, i % 60));
        HpackEncoder client = new HpackEncoder();
        first = request(client);
        again = request(client);
        HpackEncoder caller = new HpackEncoder();
        byte[] firstCall = call(caller);
        call = call(caller);
        try {
            warm.decode(first, 0, first.length, LIMITS, sink);
            warmForCalls.decode(firstCall, 0, firstCall.length, LIMITS, sink);
        } catch (HpackException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static byte[] request(HpackEncoder client) {
        return block(client, "GET", "/products/lanner?page=2", REQUEST);
    }

    private static byte[] call(HpackEncoder client) {
        return block(client, "POST", "/helloworld.Greeter/SayHello", CALL);
    }

    private static byte[] block(HpackEncoder client, String method, String path, String[][] fields) {
        BlockWriter block = new BlockWriter();
        client.begin(block);
        client.pseudoHeader(block, PseudoHeader.METHOD, method);
        client.pseudoHeader(block, PseudoHeader.AUTHORITY, "www.example.org");
        client.pseudoHeader(block, PseudoHeader.SCHEME, "https");
        client.pseudoHeader(block, PseudoHeader.PATH, path);
        for (String[] field : fields) {
            client.field(block, HeaderName.of(field[0]), field[1], false);
        }
        return Arrays.copyOf(block.array(), block.length());
    }

    private static byte[] encoded(String text) {
        byte[] bytes = new byte[Huffman.encodedLength(text)];
        Huffman.encode(text, bytes, 0);
        return bytes;
    }

    /** The first request of a connection, the decoder's own table and arrays included. */
    @Benchmark
    public Object decodeFirst() throws HpackException {
        HpackDecoder decoder = new HpackDecoder();
        sink.size = 0;
        decoder.decode(first, 0, first.length, LIMITS, sink);
        return sink.values;
    }

    /** The same request again: indices all but the path. */
    @Benchmark
    public Object decodeAgain() throws HpackException {
        sink.size = 0;
        warm.decode(again, 0, again.length, LIMITS, sink);
        return sink.values;
    }

    /** A call that is not the first of its connection: path, two names that are unknown, and an indexed rest. */
    @Benchmark
    public Object decodeCall() throws HpackException {
        sink.size = 0;
        warmForCalls.decode(call, 0, call.length, LIMITS, sink);
        return sink.values;
    }

    /** What every response has: status, date, type and length. */
    @Benchmark
    public int encodeSmall() {
        out.clear();
        encoder.begin(out);
        encoder.status(out, 200);
        encoder.field(out, HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8", false);
        encoder.field(out, HeaderName.DATE, date, false);
        encoder.field(out, HeaderName.CONTENT_LENGTH, "13", false);
        return out.length();
    }

    /** The first response of a connection, the encoder's own table included. */
    @Benchmark
    public int encodeFirst() {
        return response(new HpackEncoder(), date);
    }

    /** The same response again: indices all but length and validator. */
    @Benchmark
    public int encodeAgain() {
        return response(encoder, date);
    }

    /** With another date each time, which pushes everything out of the table after a while. */
    @Benchmark
    public int encodeWithNewDate() {
        second++;
        return response(encoder, dates[second & dates.length - 1]);
    }

    private int response(HpackEncoder responder, String now) {
        out.clear();
        responder.begin(out);
        responder.status(out, 200);
        responder.field(out, HeaderName.DATE, now, false);
        responder.field(out, HeaderName.SERVER, "lanner", false);
        responder.field(out, HeaderName.CONTENT_TYPE, "text/html; charset=utf-8", false);
        responder.field(out, HeaderName.CACHE_CONTROL, "no-cache", false);
        responder.field(out, HeaderName.VARY, "Accept-Encoding", false);
        responder.field(out, HeaderName.X_CONTENT_TYPE_OPTIONS, "nosniff", false);
        responder.field(out, HeaderName.ETAG, "\"5f3a-1a2b3c4d5e6f\"", false);
        responder.field(out, HeaderName.CONTENT_LENGTH, "12345", false);
        return out.length();
    }

    /** The name of a browser, of 105 characters. */
    @Benchmark
    public int huffmanDecode() throws HpackException {
        return Huffman.decode(agent, 0, agent.length, target);
    }

    @Benchmark
    public int huffmanEncode() {
        return Huffman.encode(AGENT, target, 0);
    }

    @Benchmark
    public int huffmanLength() {
        return Huffman.encodedLength(AGENT);
    }
}
