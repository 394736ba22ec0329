package dev.lanner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.tls.TlsTesting;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do their worst, within the limits, against a server that is a Java machine of its own: what its heap grows by is
 * below the bound, and not far below.
 */
class MemoryBoundTest {
    private static final Limits LIMITS = MemoryChild.OPTIONS.limits();

    /** More would be no bound that anybody could plan with. */
    private static final int FAR = 3;

    /** With method and version a request line that is as long as may be. */
    private static final int PATH = LIMITS.requestLineBytes() - "POST  HTTP/1.1\r\n".length();

    private final List<Closeable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    /** A server, and how much it has in use when it has served one client. */
    private final class Victim {
        private final ChildJvm child;
        private final int port;
        private long before;

        Victim(String kind) throws IOException {
            List<String> command = new ArrayList<>(ChildJvm.command(MemoryChild.class, kind));
            command.addAll(1, List.of("-Xmx256m", "-XX:+UseSerialGC"));
            child = ChildJvm.start(command);
            open.add(child::close);
            port = Integer.parseInt(child.line("port "));
        }

        long ask(String what) {
            try {
                child.say(what);
                return Long.parseLong(child.line(what + " "));
            } catch (IOException dead) {
                throw new UncheckedIOException(dead);
            }
        }

        void warm() {
            Await.until("the first clients have gone", () -> ask("open") == 0);
            before = ask("heap");
        }

        void awaitHolding(int count) {
            Await.until(count + " handlers hold what they have", () -> ask("holding") == count);
        }

        /** Nothing more is sent: whoever writes waits for the client. */
        void awaitStuck() {
            long[] seen = {-1, 0};
            Await.until("nobody takes any more", () -> {
                long sent = ask("sent");
                seen[1] = sent == seen[0] && sent > 0 ? seen[1] + 1 : 0;
                seen[0] = sent;
                return seen[1] == 200;
            });
        }

        void requireWithin(int connections, long boundForEach) {
            long grown = ask("heap") - before;
            assertThat(grown)
                    .as("%d bytes for each of %d connections", grown / connections, connections)
                    .isBetween(boundForEach * connections / FAR, boundForEach * connections);
        }
    }

    /** Names in capital letters, as many and as long as they may be. */
    private static String fields(int count, int bytes) {
        StringBuilder fields = new StringBuilder();
        int each = bytes / count - ": x\r\n".length();
        for (int i = 0; i < count; i++) {
            fields.append("X").append(1_000 + i).append("A".repeat(each - 5)).append(": x\r\n");
        }
        return fields.toString();
    }

    /** A path that takes two bytes for each character when it is decoded. */
    private static String path(String first) {
        String path = first + "/%E2%82%AC";
        return path + "a".repeat(PATH - path.length());
    }

    /** A head, content that was read, trailers, a response that waits, and a thread that watches. */
    private static String hold(String path) {
        return "POST " + path(path) + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + fields(LIMITS.headerCount() - 2, LIMITS.headerBytes() - 60) + "\r\n"
                + "1\r\nx\r\n0\r\n" + fields(LIMITS.trailerCount(), LIMITS.trailerBytes()) + "\r\n";
    }

    @Test
    void http1() throws Exception {
        Victim victim = new Victim("clear");
        try (RawClient first = RawClient.connect(victim.port)) {
            first.get("/").read();
        }
        victim.warm();
        int connections = 100;
        for (int i = 0; i < connections; i++) {
            RawClient client = RawClient.connect(victim.port);
            open.add(client);
            client.send(hold("/hold")).send("G".repeat(8_000));
        }
        victim.awaitHolding(connections);

        victim.requireWithin(connections, new MemoryBound(MemoryChild.OPTIONS).http1());
    }

    @Test
    void http1OverTls() throws Exception {
        Victim victim = new Victim("tls");
        try (SSLSocket first = secured(victim)) {
            first.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            first.getInputStream().readAllBytes();
        }
        victim.warm();
        int connections = 50;
        for (int i = 0; i < connections; i++) {
            SSLSocket socket = secured(victim);
            open.add(() -> {
                socket.setSoLinger(true, 0);
                socket.close();
            });
            socket.getOutputStream().write(hold("/pour").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(new byte[4_000]);
        }
        victim.awaitHolding(connections);
        victim.awaitStuck();

        MemoryBound bound = new MemoryBound(MemoryChild.overTls());
        victim.requireWithin(connections, bound.http1() + bound.tls());
    }

    private static SSLSocket secured(Victim victim) throws IOException {
        var socket = (SSLSocket) TlsTesting.trustingAll().getSocketFactory().createSocket("127.0.0.1", victim.port);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    @Test
    void http2() throws Exception {
        Victim victim = new Victim("clear");
        try (FrameClient first = FrameClient.connect(victim.port).begin()) {
            first.get(1, "/").send();
            first.await(FrameClient.DATA);
        }
        victim.warm();
        int connections = 4;
        int streams = MemoryChild.OPTIONS.http2().streams();
        for (int i = 0; i < connections; i++) {
            FrameClient client =
                    FrameClient.connect(victim.port).begin(FrameClient.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
            open.add(client);
            client.windowUpdate(0, Integer.MAX_VALUE - 65_535);
            fillStreams(client, streams);
        }
        victim.awaitHolding(connections * streams);
        victim.awaitStuck();

        victim.requireWithin(connections, new MemoryBound(MemoryChild.OPTIONS).http2());
    }

    /** All streams have a whole head; most have content that nobody reads, and responses; the others fill the output. */
    private static void fillStreams(FrameClient client, int streams) throws IOException {
        int pouring = 4;
        int content = MemoryChild.OPTIONS.http2().connectionWindowBytes() / (streams - pouring);
        String[] fields = secretFields(client);
        for (int i = 0; i < streams; i++) {
            client.post(2 * i + 1, path(i < streams - pouring ? "/leave" : "/pour"), fields);
            for (int sent = 0; i < streams - pouring && sent < content; sent += 5_000) {
                client.data(2 * i + 1, new byte[Math.min(5_000, content - sent)], false);
            }
            client.send();
        }
    }

    /** Secrets go into no table, so nothing of them is shared. */
    private static String[] secretFields(FrameClient client) {
        int count = 90;
        int each =
                (LIMITS.headerBytes() - PATH - 200) / count - 32; // which each field counts besides (RFC 9113 §10.5.1)
        String[] fields = new String[2 * count];
        for (int i = 0; i < count; i++) {
            fields[2 * i] = "x" + (1_000 + i) + "a".repeat(each - 6);
            fields[2 * i + 1] = "v";
            client.secret(fields[2 * i]);
        }
        return fields;
    }
}
