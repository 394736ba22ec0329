package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Flow control (RFC 9113 §5.2, §6.9) and the order in which streams send (RFC 9218 §10), over sockets. */
class Http2FlowControlTest {
    private static final int CONNECTION_WINDOW = 65_535;
    private static final int STREAM_WINDOW = 262_144;
    private static final int LARGE = 1 << 30;

    /** GET {@code /<bytes>/<seed>}: so many bytes, in one write; POST: the checksum of what was sent. */
    private static final Handler BYTES_OR_CHECKSUM = context -> {
        if (context.request().method().toString().equals("POST")) {
            context.response().text(checksum(context.request().body()));
        } else {
            sendRandom(context);
        }
    };

    private static void sendRandom(HttpContext context) throws IOException {
        String[] path = context.request().path().split("/");
        context.response().body().write(random(Integer.parseInt(path[1]), Long.parseLong(path[2])));
    }

    private static byte[] random(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String checksum(InputStream content) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[8_192];
        long count = 0;
        for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
            sum.update(piece, 0, read);
            count += read;
        }
        return count + " " + sum.getValue();
    }

    /** A client with large windows for its streams, and the smallest that there is for the connection. */
    private static FrameClient connect(TestServer server) throws IOException {
        return FrameClient.connect(server.port()).begin(FrameClient.INITIAL_WINDOW_SIZE, LARGE);
    }

    /** Reads exactly so many bytes of DATA; how many each stream got. */
    private static Map<Integer, Integer> receive(FrameClient client, int bytes) throws IOException {
        Map<Integer, Integer> byStream = new LinkedHashMap<>();
        for (int left = bytes; left > 0; ) {
            Received data = client.await(FrameClient.DATA);
            int length = data.payload().length;
            if (length > 0) {
                byStream.merge(data.streamId(), length, Integer::sum);
            }
            left -= length;
            assertThat(left).as("bytes within the window").isNotNegative();
        }
        return byStream;
    }

    /** Gives the connection a little more window, again and again: how many bytes each stream got of all that. */
    private static Map<Integer, Integer> share(FrameClient client, int times, int bytes) throws IOException {
        Map<Integer, Integer> shares = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            client.windowUpdate(0, bytes).send();
            receive(client, bytes).forEach((stream, got) -> shares.merge(stream, got, Integer::sum));
        }
        return shares;
    }

    /** Waits for the head of a response: its stream then waits for a window. */
    private static void awaitHead(FrameClient client, int streamId) throws IOException {
        Received head = client.await(FrameClient.HEADERS);
        while (head.streamId() != streamId) {
            head = client.await(FrameClient.HEADERS);
        }
    }

    /** A round trip: whatever the server could send has come before. */
    private static void assertNoData(FrameClient client) throws IOException {
        client.ping(false, new byte[8]).send();
        Received next = client.next();
        while (!next.isAck()) {
            assertThat(next.type()).as("%s", next).isNotEqualTo(FrameClient.DATA);
            next = client.next();
        }
    }

    // ---- what the server sends ------------------------------------------------------------------------------------

    @Test
    void contentGoesThroughAWindowOfOneByte() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = FrameClient.connect(server.port()).begin(FrameClient.INITIAL_WINDOW_SIZE, 1)) {
            client.get(1, "/5000/7").send();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            Received data;
            do {
                data = client.await(FrameClient.DATA);
                assertThat(data.payload().length).isLessThanOrEqualTo(1);
                content.writeBytes(data.payload());
                client.windowUpdate(1, 1).send();
            } while (!data.isEnd());

            assertThat(content.toByteArray()).isEqualTo(random(5_000, 7));
        }
    }

    @Test
    void settingsCanMakeAWindowNegative() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client =
                        FrameClient.connect(server.port()).begin(FrameClient.INITIAL_WINDOW_SIZE, 50_000)) {
            client.windowUpdate(0, LARGE).get(1, "/100000/1").send();
            receive(client, 50_000);
            client.settings(FrameClient.INITIAL_WINDOW_SIZE, 1_000).send();
            client.windowUpdate(1, 48_999).send();
            assertNoData(client);
            client.windowUpdate(1, 1).send();
            assertNoData(client);

            client.windowUpdate(1, 123).send();
            assertThat(receive(client, 123)).containsOnlyKeys(1);
            assertNoData(client);
            client.settings(FrameClient.INITIAL_WINDOW_SIZE, 1_500).send();
            assertThat(receive(client, 500)).containsOnlyKeys(1);
            assertNoData(client);
        }
    }

    @Test
    void aStreamThatIsBlockedBlocksNoOther() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = FrameClient.connect(server.port()).begin(FrameClient.INITIAL_WINDOW_SIZE, 1_000)) {
            client.get(1, "/2000/1").send();
            receive(client, 1_000);
            client.get(3, "/1000/3").send();

            assertThat(receive(client, 1_000)).containsOnlyKeys(3);
        }
    }

    @Test
    void aStreamThatIsResetHandsItsTurnOn() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            client.get(1, "/1000000/1").send();
            receive(client, CONNECTION_WINDOW);
            for (int late = 3; late < 100; late += 2) {
                client.get(late, "/100000/" + late).send();
                awaitHead(client, late);
                client.rstStream(late, ErrorCode.CANCEL).windowUpdate(0, 1_000).send();

                assertThat(receive(client, 1_000)).containsOnlyKeys(1);
            }
        }
    }

    @Test
    void aHundredStreamsShareTheConnectionsWindow() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            for (int stream = 1; stream < 200; stream += 2) {
                client.get(stream, "/200000/" + stream);
            }
            client.send();
            receive(client, CONNECTION_WINDOW);
            for (int stream = 0; stream < 100; stream++) {
                client.await(FrameClient.HEADERS);
            }
            Map<Integer, Integer> shares = share(client, 300, 10_000);

            assertThat(shares).hasSize(100);
            assertThat(shares.values()).allSatisfy(bytes -> assertThat(bytes).isBetween(20_000, 40_000));
        }
    }

    @Test
    void whoComesLateNeitherKeepsOutTheOthersNorIsKeptOut() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            client.get(1, "/9000000/1").send();
            receive(client, CONNECTION_WINDOW);
            client.windowUpdate(0, 2_000_000).send();
            assertThat(receive(client, 2_000_000)).containsOnlyKeys(1);

            client.get(3, "/9000000/3").send();
            awaitHead(client, 3);
            Map<Integer, Integer> shares = share(client, 100, 10_000);

            assertThat(shares.get(1)).isBetween(400_000, 600_000);
        }
    }

    @Test
    void theUrgentStreamGoesFirst() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            client.get(1, "/100000/1", "priority", "u=7").send();
            receive(client, CONNECTION_WINDOW);
            client.get(3, "/30000/3", "priority", "u=5, i").send();
            awaitHead(client, 3);
            client.get(5, "/20000/5", "priority", "u=0").send();
            awaitHead(client, 5);

            assertThat(share(client, 20, 1_000)).containsOnly(Map.entry(5, 20_000));
            assertThat(share(client, 30, 1_000)).containsOnly(Map.entry(3, 30_000));
            assertThat(share(client, 10, 1_000)).containsOnly(Map.entry(1, 10_000));
        }
    }

    @Test
    void streamsThatAreNotIncrementalComeOneAfterTheOther() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            client.get(1, "/70000/1", "priority", "u=3").send();
            receive(client, CONNECTION_WINDOW);
            client.get(3, "/1000000/3", "priority", "u=3").send();
            awaitHead(client, 3);
            int left = 70_000 - CONNECTION_WINDOW;
            assertThat(share(client, 1, left)).containsOnly(Map.entry(1, left));
            assertThat(share(client, 10, 1_000)).containsOnly(Map.entry(3, 10_000));

            client.get(5, "/1000000/5", "priority", "u=3, i").send();
            awaitHead(client, 5);
            client.get(7, "/1000000/7", "priority", "u=3").send();
            awaitHead(client, 7);
            Map<Integer, Integer> shares = share(client, 300, 1_000);
            assertThat(shares).containsOnlyKeys(3, 5);
            assertThat(shares.get(3)).isBetween(100_000, 200_000);
        }
    }

    @Test
    void aHundredDownloadsAtOnceAreWhole() throws Exception {
        int length = 200_003;
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = connect(server)) {
            client.windowUpdate(0, LARGE);
            for (int stream = 1; stream < 200; stream += 2) {
                client.get(stream, "/" + length + "/" + stream);
            }
            client.send();
            Map<Integer, ByteArrayOutputStream> contents = new HashMap<>();
            for (int open = 100; open > 0; ) {
                Received data = client.await(FrameClient.DATA);
                contents.computeIfAbsent(data.streamId(), first -> new ByteArrayOutputStream())
                        .writeBytes(data.payload());
                open -= data.isEnd() ? 1 : 0;
            }

            assertThat(contents).hasSize(100);
            contents.forEach((stream, content) ->
                    assertThat(content.toByteArray()).as("%d", stream).isEqualTo(random(length, stream)));
        }
    }

    @Test
    void updatesWithoutDataAreUselessWork() throws Exception {
        try (TestServer server = TestServer.start(BYTES_OR_CHECKSUM);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            for (int i = 0; i < 2_000; i++) {
                client.windowUpdate(0, 1);
            }
            client.send();

            assertThat(client.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    // ---- what the server receives ---------------------------------------------------------------------------------

    private static TestServer withSmallestWindows(Handler handler) throws IOException {
        return TestServer.start(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .limits(Limits.builder().bodyBytes(LARGE).build())
                        .http2(Http2Limits.builder()
                                .streamWindowBytes(CONNECTION_WINDOW)
                                .connectionWindowBytes(CONNECTION_WINDOW)
                                .build())
                        .build(),
                handler);
    }

    /** Sends content as the windows allow, which begin with the size of the connection's; returns the answer. */
    private static String upload(FrameClient client, int streamId, byte[] content) throws IOException {
        long connection = CONNECTION_WINDOW;
        long stream = CONNECTION_WINDOW;
        client.post(streamId, "/").send();
        for (int sent = 0; sent < content.length; ) {
            int count = (int) Math.min(Math.min(connection, stream), Math.min(16_384, content.length - sent));
            if (count > 0) {
                byte[] piece = new byte[count];
                System.arraycopy(content, sent, piece, 0, count);
                sent += count;
                connection -= count;
                stream -= count;
                client.data(streamId, piece, sent == content.length).send();
            } else {
                Received update = client.await(FrameClient.WINDOW_UPDATE);
                connection += update.streamId() == 0 ? update.increment() : 0;
                stream += update.streamId() == 0 ? 0 : update.increment();
                assertThat(connection).isLessThanOrEqualTo(CONNECTION_WINDOW);
                assertThat(stream).isLessThanOrEqualTo(CONNECTION_WINDOW);
            }
        }
        return client.await(FrameClient.DATA).text();
    }

    @Test
    void sixtyFourMebibytesGoUpThroughTheSmallestWindows() throws Exception {
        byte[] content = random(67_108_864, 64);
        CRC32C sum = new CRC32C();
        sum.update(content);
        try (TestServer server = withSmallestWindows(BYTES_OR_CHECKSUM);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            assertThat(upload(client, 1, content)).isEqualTo(content.length + " " + sum.getValue());
        }
    }

    @Test
    void contentThatNobodyReadsStopsItsStreamAndNoOther() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (TestServer server = TestServer.start(context -> {
                    if (context.request().path().equals("/later")) {
                        mayEnd.await();
                    }
                    context.response().text(checksum(context.request().body()));
                });
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.post(1, "/later").send();
            for (int sent = 0; sent < STREAM_WINDOW; sent += 16_384) {
                client.data(1, new byte[16_384], false).send();
            }
            client.post(3, "/").data(3, new byte[100_000 / 8], true).send();
            assertThat(client.await(FrameClient.DATA).streamId()).isEqualTo(3);

            mayEnd.countDown();
            client.data(1, new byte[0], true).send();
            assertThat(client.await(FrameClient.DATA).text()).startsWith(STREAM_WINDOW + " ");
        }
    }

    @Test
    void theSpaceOfContentThatIsGivenUpComesBack() throws Exception {
        try (TestServer server = withSmallestWindows(context -> {});
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            int given = 0;
            int spent = 0;
            for (int stream = 1; stream < 201; stream += 2) {
                client.post(stream, "/").data(stream, new byte[16_000], true).send();
                spent += 16_000;
                while (CONNECTION_WINDOW + given - spent < 16_000) {
                    Received update = client.await(FrameClient.WINDOW_UPDATE);
                    given += update.streamId() == 0 ? update.increment() : 0;
                }
            }

            assertThat(given).isBetween(spent - CONNECTION_WINDOW, spent);
        }
    }
}
