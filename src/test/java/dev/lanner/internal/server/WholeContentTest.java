package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.spec.TestConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is read into one array, by either protocol: all of it comes, once, however it arrives. */
class WholeContentTest {
    private static final int FRAME = 16_384;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** By the path: all, all behind a byte, or first no more than so many bytes; with the trailers. */
    private static final Handler ANSWER = context -> {
        InputStream body = context.request().body();
        String path = context.request().path();
        StringBuilder answer = new StringBuilder();
        if (path.equals("/behind")) {
            answer.append(body.read()).append(' ');
        } else if (!path.equals("/")) {
            int most = Integer.parseInt(path.substring(1));
            answer.append(sum(body.readNBytes(most))).append(' ');
        }
        answer.append(sum(context.request().bytes()));
        assertThat(context.request().bytes()).isEmpty();
        context.response().text(answer + trailer(context));
    };

    private static String trailer(HttpContext context) {
        String value = context.features()
                .require(RequestTrailersFeature.class)
                .trailers()
                .first("sum");
        return value == null ? "" : " " + value;
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String sum(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return content.length + ":" + sum.getValue();
    }

    private static String sum(byte[] content, int from, int to) {
        return sum(Arrays.copyOfRange(content, from, to));
    }

    private static String answer(FrameClient client, int stream) throws IOException {
        assertThat(client.await(FrameClient.HEADERS).streamId()).isEqualTo(stream);
        Received data = client.await(FrameClient.DATA);
        return new String(data.payload(), StandardCharsets.UTF_8);
    }

    private static void post(FrameClient client, int stream, String path, byte[] content, int frame)
            throws IOException {
        client.post(stream, path, "content-length", "" + content.length).send();
        for (int from = 0; from < content.length; from += frame) {
            int to = Math.min(content.length, from + frame);
            client.data(stream, Arrays.copyOfRange(content, from, to), to == content.length);
        }
        client.send();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 100_000})
    void framesOfAnyNumberAreOneArray(int size) throws Exception {
        byte[] content = random(size);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            int stream = 1;
            for (int frame : new int[] {FRAME, 10_000, 1_000}) {
                post(client, stream, "/", content, frame);
                assertThat(answer(client, stream)).isEqualTo(sum(content));
                stream += 2;
                post(client, stream, "/behind", content, frame);
                assertThat(answer(client, stream)).isEqualTo((content[0] & 0xff) + " " + sum(content, 1, size));
                stream += 2;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, 20_000, 50_000})
    void noMoreIsReadThanIsAskedFor(int most) throws Exception {
        byte[] content = random(20_000);
        int first = Math.min(most, content.length);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            post(client, 1, "/" + most, content, FRAME);

            assertThat(answer(client, 1)).isEqualTo(sum(content, 0, first) + " " + sum(content, first, content.length));
        }
        try (TestServer server = TestServer.start(ANSWER);
                RawClient client = server.connect()) {
            client.send("POST /" + most + " HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n")
                    .send(content);

            assertThat(client.read().text())
                    .isEqualTo(sum(content, 0, first) + " " + sum(content, first, content.length));
        }
    }

    @Test
    void contentOfUnknownLengthEndsWhereTheStreamDoes() throws Exception {
        byte[] content = random(FRAME);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/").data(1, content, true).send();
            assertThat(answer(client, 1)).isEqualTo(sum(content));

            client.post(3, "/").data(3, content, false).data(3, "", true).send();
            assertThat(answer(client, 3)).isEqualTo(sum(content));
        }
    }

    /** All that was declared is there before it is known whether anything follows. */
    @Test
    void trailersAreThereOnceAllWasRead() throws Exception {
        byte[] content = random(FRAME);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/", "content-length", "" + FRAME)
                    .data(1, content, false)
                    .send();
            client.trailers(1, "sum", "7").send();

            assertThat(answer(client, 1)).isEqualTo(sum(content) + " 7");
        }
    }

    @Test
    void chunkedContentOfAnySizeIsWhole() throws Exception {
        for (int size : new int[] {0, 1, FRAME, 100_000}) {
            byte[] content = random(size);
            try (TestServer server = TestServer.start(ANSWER);
                    RawClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int from = 0; from < size; from += 30_000) {
                    int to = Math.min(size, from + 30_000);
                    client.send(Integer.toHexString(to - from) + "\r\n")
                            .send(Arrays.copyOfRange(content, from, to))
                            .send("\r\n");
                }
                client.send("0\r\n\r\n");

                assertThat(client.read().text()).isEqualTo(sum(content));
            }
        }
    }

    /** More than the window of the connection: of many streams. */
    @Test
    void whatWasHandedOutIsGivenBackToTheWindowOfTheConnection() throws Exception {
        byte[] content = random(FRAME);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            for (int stream = 1; stream < 200; stream += 2) {
                post(client, stream, "/", content, FRAME);
                assertThat(answer(client, stream)).isEqualTo(sum(content));
            }
        }
    }

    /** More than the window of a stream, on one; and never more is given back than was sent. */
    @Test
    void whatWasHandedOutIsGivenBackToTheWindowOfItsStream() throws Exception {
        byte[] content = random(FRAME);
        int frames = 100;
        Map<Integer, Integer> givenBack = new HashMap<>();
        givenBack.put(0, 65_535 - 1_048_576); // with that much the connection's window is enlarged at first
        try (TestServer server = TestServer.start(context -> {
                    for (int i = 0; i < frames; i++) {
                        byte[] piece = context.request().body().readNBytes(FRAME);
                        assertThat(sum(piece)).isEqualTo(sum(content));
                        context.response().body().write(1);
                        context.response().body().flush();
                    }
                });
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/", "content-length", "" + frames * FRAME).send();
            for (int i = 1; i <= frames; i++) {
                client.data(1, content, i == frames).send();
                Received next = client.next();
                for (; next.type() != FrameClient.DATA; next = client.next()) {
                    if (next.type() == FrameClient.WINDOW_UPDATE) {
                        int increment = ByteBuffer.wrap(next.payload()).getInt();
                        givenBack.merge(next.streamId(), increment, Integer::sum);
                    }
                }
                assertThat(givenBack.values())
                        .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(frames * FRAME));
            }
        }
        assertThat(givenBack.get(1)).isBetween(frames * FRAME - 262_144, frames * FRAME);
        assertThat(givenBack.get(0)).isBetween(frames * FRAME - 1_048_576, frames * FRAME);
    }

    /** RFC 9113 §8.1.1: such a request is malformed, and nobody gets what was declared of it. */
    @Test
    void moreThanWasDeclaredIsNoContent() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server = TestServer.start(keeping(failure));
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/", "content-length", "5").send();
            // The header of DATA of 16,384 bytes, and six of them.
            client.send(new byte[] {0, 64, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6});

            assertThat(client.await(FrameClient.RST_STREAM).streamId()).isEqualTo(1);
            assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);

            client.send(new byte[FRAME - 6]);
            client.get(3, "/").send();
            assertThat(answer(client, 3)).isEqualTo("0");
        }
    }

    @Test
    void whatWasRefusedIsGivenBackToTheWindowOfTheConnection() throws Exception {
        byte[] content = random(FRAME);
        try (TestServer server = TestServer.start(ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            for (int stream = 1; stream < 140; stream += 2) {
                client.post(stream, "/", "content-length", "5")
                        .data(stream, content, true)
                        .send();
                assertThat(client.await(FrameClient.RST_STREAM).streamId()).isEqualTo(stream);
            }
            post(client, 141, "/", content, FRAME);
            assertThat(answer(client, 141)).isEqualTo(sum(content));
        }
    }

    @Test
    void streamThatIsResetFailsWhoeverReadsIt() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server = TestServer.start(keeping(failure));
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/", "content-length", "50000")
                    .data(1, random(FRAME), false)
                    .send();
            client.rstStream(1, ErrorCode.CANCEL).send();

            assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    private static Handler keeping(CompletableFuture<Throwable> failure) {
        return context -> {
            try {
                context.response().text("" + context.request().bytes().length);
            } catch (IOException | OutOfMemoryError failed) {
                failure.complete(failed);
                throw failed;
            }
        };
    }

    @Test
    void aNegativeNumberIsRefused() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    assertThatThrownBy(() -> context.request().body().readNBytes(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    context.response().text("refused");
                });
                RawClient client = server.connect()) {
            assertThat(client.post("/", "abc").read().text()).isEqualTo("refused");
        }
    }

    @Test
    void contentBeyondTheLimitIsRefused() throws Exception {
        try (TestServer server = TestServer.start(limits -> limits.bodyBytes(10_000), ANSWER);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/").data(1, random(10_000), true).send();
            assertThat(answer(client, 1)).isEqualTo(sum(random(10_000)));

            client.post(3, "/").data(3, random(10_001), true).send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(413);
        }
    }

    /** Room is made for what has come, not for what was announced. The threads of the connection run on this one. */
    @Test
    void whatIsOnlyDeclaredTakesNoMemory() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        new FrameClient(() -> {}, InputStream.nullInputStream(), sent)
                .preface()
                .post(1, "/", "content-length", "100000000")
                .data(1, new byte[1], false)
                .send();
        ServerOptions options = ServerOptions.builder()
                .limits(Limits.builder().bodyBytes(Long.MAX_VALUE).build())
                .build();
        TestConnection connection =
                TestConnection.http2(options, Pipeline.of(keeping(failure)), own -> own, new Random(1));

        long before = THREADS.getCurrentThreadAllocatedBytes();
        connection.start().transport().send(sent.toByteArray());
        connection.settle();
        assertThat(failure).as("it waits for more").isNotDone();
        connection.transport().endInput();
        connection.settle();
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(failure).isCompletedWithValueMatching(IOException.class::isInstance);
        assertThat(allocated).isLessThan(50_000_000);
    }
}
