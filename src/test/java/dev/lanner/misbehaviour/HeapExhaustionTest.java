package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A handler that uses up the whole heap of its Java machine costs its request, or its connection if that needs memory in the
 * very moment; nothing of anybody else's.
 */
class HeapExhaustionTest {
    private static final int TIMES = 5;

    private ChildJvm child;
    private int port;

    @BeforeEach
    void start() throws IOException {
        List<String> command = ChildJvm.command(ExhaustingApplication.class);
        command.add(1, "-Xmx48m");
        child = ChildJvm.start(command);
        port = Integer.parseInt(child.line("port "));
    }

    @AfterEach
    void end() {
        child.close();
    }

    private interface Greed {
        void exhaust() throws IOException;
    }

    /** While the heap is used up, somebody else's request waits on a connection of its own. */
    private void besides(Greed greed) throws IOException {
        try (RawClient http1 = RawClient.connect(port);
                FrameClient http2 = FrameClient.connect(port).begin()) {
            for (int i = 0; i < TIMES; i++) {
                int streamId = 2 * i + 1;
                http1.get("/held");
                child.line("held");
                http2.get(streamId, "/held").send();
                child.line("held");
                greed.exhaust();
                child.line("free again"); // the greedy connection may have been cut before
                release();
                release();
                assertThat(http1.read().text()).isEqualTo("held");
                Received head = http2.await(FrameClient.HEADERS);
                assertThat(head.streamId()).isEqualTo(streamId);
                assertThat(http2.await(FrameClient.DATA).text()).isEqualTo("held");
            }
        }
    }

    private void release() throws IOException {
        try (RawClient newcomer = RawClient.connect(port)) {
            assertThat(newcomer.get("/release").read().text()).isEqualTo("released");
        }
    }

    @Test
    void overHttp1() throws IOException {
        besides(() -> {
            try (RawClient greedy = RawClient.connect(port)) {
                greedy.send("GET /exhaust HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(greedy.rest()).matches("(?s)|HTTP/1.1 500 .*");
            }
        });
    }

    @Test
    void overHttp2() throws IOException {
        besides(() -> {
            try (FrameClient greedy = FrameClient.connect(port).begin()) {
                greedy.get(1, "/exhaust").send();
                assertThat(greedy.await(FrameClient.HEADERS).status()).isEqualTo(500);
            } catch (EOFException | SocketException cut) {
                // Then its connection needed memory, too.
            }
        });
    }
}
