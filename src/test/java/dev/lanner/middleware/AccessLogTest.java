package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.ResponseBodyFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccessLogTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);
    private static final Instant TIME = Instant.parse("2026-11-21T19:26:57.104Z");
    private static final Handler HELLO = context -> context.response().text("hello");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path folder;

    private AccessLog.Builder builder(AccessLog.Format format) {
        return AccessLog.builder(written)
                .format(format)
                .zone(ZoneId.of("+01:00"))
                .clock(InstantSource.fixed(TIME), () -> nanos.getAndAdd(1_234_567));
    }

    private String log(AccessLog.Builder builder, Request request, Handler handler) throws Exception {
        try (AccessLog log = builder.build()) {
            request.run(context -> log.handle(context, handler));
        }
        return written.toString(StandardCharsets.UTF_8);
    }

    private static Request request(String method, String target) {
        return Request.of(method, target).from(CLIENT, "c3-5");
    }

    @Test
    void common() throws Exception {
        assertThat(log(builder(AccessLog.Format.COMMON), request("GET", "/a?b=c"), HELLO))
                .isEqualTo("192.0.2.7 - - [21/Nov/2026:20:26:57 +0100] \"GET /a?b=c HTTP/1.1\" 200 5\n");
    }

    @Test
    void combined() throws Exception {
        Request request =
                request("GET", "/").with("Referer", "http://example.org/").with("User-Agent", "curl/8");

        assertThat(log(builder(AccessLog.Format.COMBINED), request, HELLO))
                .isEqualTo("192.0.2.7 - - [21/Nov/2026:20:26:57 +0100] \"GET / HTTP/1.1\" 200 5"
                        + " \"http://example.org/\" \"curl/8\"\n");
    }

    @Test
    void combinedWithoutTheFields() throws Exception {
        assertThat(log(builder(AccessLog.Format.COMBINED), request("GET", "/"), HELLO))
                .endsWith(" 200 5 \"-\" \"-\"\n");
    }

    @Test
    void json() throws Exception {
        Request request = request("GET", "/a?b=c").with("User-Agent", "curl/8");

        assertThat(log(builder(AccessLog.Format.JSON), request, HELLO))
                .isEqualTo("{\"ts\":\"2026-11-21T19:26:57.104Z\",\"level\":\"INFO\",\"logger\":\"lanner.access\","
                        + "\"request.id\":\"c3-5\",\"client.address\":\"192.0.2.7\","
                        + "\"network.protocol.version\":\"1.1\",\"http.request.method\":\"GET\","
                        + "\"url.path\":\"/a\",\"url.query\":\"b=c\",\"http.response.status_code\":200,"
                        + "\"http.response.body.size\":5,\"duration\":0.001235,"
                        + "\"user_agent.original\":\"curl/8\"}\n");
    }

    @Test
    void dev() throws Exception {
        assertThat(log(builder(AccessLog.Format.DEV), request("GET", "/a"), HELLO))
                .isEqualTo("20:26:57.104  200      1.2 ms       5 B  GET /a\n");
    }

    @ParameterizedTest
    @CsvSource({"200, 32", "304, 36", "404, 33", "500, 31"})
    void devInColours(int status, int colour) throws Exception {
        String line = log(
                builder(AccessLog.Format.DEV).colours(true),
                request("GET", "/a"),
                context -> context.response().status(status));

        assertThat(line).contains("\u001b[" + colour + "m" + status + "\u001b[0m");
    }

    @Test
    void devCutsWhatIsLong() throws Exception {
        String line = log(builder(AccessLog.Format.DEV), request("GET", "/" + "a".repeat(5_000)), HELLO);

        assertThat(line).endsWith("  GET /" + "a".repeat(199) + "...\n");
    }

    @ParameterizedTest
    @EnumSource(AccessLog.Format.class)
    void serverThatTellsLittleIsEnough(AccessLog.Format format) throws Exception {
        String unknown = log(builder(format), Request.get("/"), HELLO);
        written.reset();
        String unix = log(builder(format), Request.get("/").from(UnixDomainSocketAddress.of("/x"), "c1-1"), HELLO);

        assertThat(unknown).endsWith("\n").doesNotContain("null");
        assertThat(unix).endsWith("\n").doesNotContain("null").doesNotContain("/x");
    }

    /** Fields can't carry most of these; a server that lets more through must not hurt whoever reads the log. */
    @Test
    void hostileTextStaysInItsLine() {
        String hostile = "\r\nforged \u001b[2J\u0007 \"quoted\\ \u00e9\u007f\u0000 \u202e\u2028 \u009b31m";
        var line = new StringBuilder();
        var json = new StringBuilder();

        LogText.escape(hostile, line);
        LogText.escapeJson(hostile, json);

        assertThat(line)
                .hasToString("\\x0d\\x0aforged \\x1b[2J\\x07 \\\"quoted\\\\ \\xe9\\x7f\\x00 \\u202e\\u2028 \\x9b31m");
        assertThat(json)
                .hasToString("\\u000d\\u000aforged \\u001b[2J\\u0007 \\\"quoted\\\\ \\u00e9\\u007f\\u0000"
                        + " \\u202e\\u2028 \\u009b31m");
    }

    @ParameterizedTest
    @EnumSource(AccessLog.Format.class)
    void everythingThatAClientChoosesIsEscaped(AccessLog.Format format) throws Exception {
        Request request = request("GET", "/\"\u001b[31m\r\n?\"\u001b")
                .with("Referer", "\"\u00e9\\")
                .with("User-Agent", "\"\t\u00e9");

        assertThat(log(builder(format), request, HELLO)).matches("[ -~]+\n");
    }

    @Test
    void contentThatIsThrownAwayIsNotCounted() throws Exception {
        assertThat(log(builder(AccessLog.Format.COMMON), request("HEAD", "/"), HELLO))
                .endsWith(" 200 -\n");
        written.reset();
        Handler notModified = context -> context.response().status(304).text("hello");
        assertThat(log(builder(AccessLog.Format.COMMON), request("GET", "/"), notModified))
                .endsWith(" 304 -\n");
    }

    @Test
    void everyWayOfWritingIsCounted() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "0123456789");
        Handler handler = context -> {
            OutputStream stream = context.response().body();
            stream.write('a');
            stream.write("bcd".getBytes(StandardCharsets.US_ASCII));
            stream.write("xefx".getBytes(StandardCharsets.US_ASCII), 1, 2);
            try (FileChannel channel = FileChannel.open(file)) {
                context.features().require(ResponseBodyFeature.class).sendFile(channel, 3, 7);
            }
            context.response().complete();
        };

        assertThat(log(builder(AccessLog.Format.COMMON), request("GET", "/"), handler))
                .endsWith(" 200 13\n");
    }

    @Test
    void whatOfAFileWasSentIsCounted() throws Exception {
        Path file = folder.resolve("file");
        try (var sparse = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[1]), 1_500_000);
        }
        Handler handler = context -> {
            try (FileChannel channel = FileChannel.open(file)) {
                context.features().require(ResponseBodyFeature.class).sendFile(channel, 0, 3_000_000);
            }
        };

        assertThatThrownBy(() -> log(builder(AccessLog.Format.COMMON), request("GET", "/"), handler))
                .isInstanceOf(IOException.class);
        assertThat(written.toString(StandardCharsets.UTF_8)).endsWith(" 500 1048576\n");
    }

    @Test
    void failureIsNamedAndPassedOn() {
        Handler failing = context -> {
            throw new IllegalStateException("secret");
        };

        assertThatThrownBy(() -> log(builder(AccessLog.Format.JSON), request("GET", "/"), failing))
                .isInstanceOf(IllegalStateException.class);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("\"http.response.status_code\":500")
                .contains("\"error.type\":\"java.lang.IllegalStateException\"")
                .doesNotContain("secret");
    }

    /** While the target takes nothing, requests go on, and what does not fit is counted. */
    @Test
    void requestsNeverWaitForTheTarget() throws Exception {
        var entered = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                entered.countDown();
                try {
                    free.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
                written.write(bytes, from, length);
            }
        };
        var writer = new LineWriter(stuck);
        writer.write("first");
        entered.await();
        for (int i = 0; i < 8_192 + 3; i++) {
            writer.write("line");
        }

        assertThat(writer.dropped()).isEqualTo(3);

        free.countDown();
        writer.close();
        assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(1 + 8_192);
        writer.write("late");
        assertThat(writer.dropped()).isEqualTo(4);
    }

    @Test
    void linesThatTheTargetRefusesAreCountedAndItIsSaidOnce() {
        try (LogCapture log = LogCapture.of("lanner.access", Level.WARNING)) {
            refuse();
            assertThat(log.texts())
                    .containsExactly("the access log can't be written, lines are lost: java.io.IOException: disk full");
        }
    }

    private static void refuse() {
        var writer = new LineWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        });
        writer.write("a");
        writer.write("b");
        writer.close();

        assertThat(writer.dropped()).isEqualTo(2);
    }
}
