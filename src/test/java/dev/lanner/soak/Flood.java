package dev.lanner.soak;

import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** What a client of HTTP/2 can do cheaply, again and again, until the server cuts it off. */
record Flood(String name, Wave wave) {
    /** More than any of them gets through. */
    private static final int WAVES = 20_000;

    private static final List<Flood> ALL = List.of(
            new Flood("PING", (client, wave) -> client.ping(false, new byte[8])),
            new Flood("SETTINGS", (client, wave) -> client.settings()),
            new Flood("empty DATA", (client, wave) -> {
                if (wave == 0) {
                    client.post(1, "/unread?0");
                }
                client.data(1, new byte[0], false);
            }),
            new Flood(
                    "resets",
                    (client, wave) ->
                            client.get(2 * wave + 1, "/content/100000?0").rstStream(2 * wave + 1, ErrorCode.CANCEL)),
            new Flood(
                    "provoked resets",
                    (client, wave) ->
                            client.post(2 * wave + 1, "/unread?0").windowUpdate(2 * wave + 1, Integer.MAX_VALUE)),
            new Flood("WINDOW_UPDATE", (client, wave) -> client.windowUpdate(0, 1)),
            new Flood("window sizes", (client, wave) -> client.settings(FrameClient.INITIAL_WINDOW_SIZE, wave)),
            new Flood("PRIORITY", (client, wave) -> client.send(frame(2, 2 * wave + 1, 0, 0, 0, 0, 16))),
            new Flood("CONTINUATION", (client, wave) -> client.send(wave == 0 ? frame(1, 1, 0x82) : frame(9, 1, 0x84))),
            new Flood("unknown frames", (client, wave) -> client.send(frame(0xbe, 0))));

    /** What is sent in one wave. */
    @FunctionalInterface
    interface Wave {
        void send(FrameClient client, int number) throws IOException;
    }

    static Flood any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    private static byte[] frame(int type, int streamId, int... payload) {
        ByteBuffer bytes = ByteBuffer.allocate(9 + payload.length);
        bytes.putInt(payload.length << 8 | type).put((byte) 0).putInt(streamId);
        for (int b : payload) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    /** Floods the server, reading nothing before the end; true if it has cut us off. */
    boolean isCutOff(Line line, Random random, Curfew curfew) throws IOException {
        FrameClient client = line.frames();
        int together = 1 + random.nextInt(50);
        try {
            client.begin();
            for (int number = 0; number < WAVES; number++) {
                if (curfew.isOver()) {
                    return true;
                }
                wave.send(client, number);
                if (number % together == 0) {
                    client.send();
                }
            }
            client.send().rest();
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        } catch (IOException cut) {
            return true;
        }
    }
}
