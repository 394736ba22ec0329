package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes on one port, of which one is killed: what its clients get, and that nobody else notices. */
class KilledProcessIT {
    @TempDir
    private Path folder;

    private static String prefix(Brokered brokered, String path) {
        return "http://+:" + brokered.port() + path;
    }

    /** Asks until it is told to end; gives how often, or fails at the first answer that is not right. */
    private static Future<Integer> asking(Brokered brokered, String target, String expected, AtomicBoolean end) {
        return Await.async(() -> {
            int asked = 0;
            try (RawClient client = brokered.connect()) {
                while (!end.get()) {
                    RawClient.Answer answer = client.get(target).read();
                    assertThat(answer.status() + " " + answer.text()).isEqualTo(expected);
                    asked++;
                }
            }
            return asked;
        });
    }

    @Test
    void othersGoOnAndItMayComeBack() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm killed = QueueApplication.start(brokered.socket(), "killed", prefix(brokered, "/killed/"));
                ChildJvm first = QueueApplication.start(brokered.socket(), "first", prefix(brokered, "/first/"));
                ChildJvm second = QueueApplication.start(brokered.socket(), "second", prefix(brokered, "/second/"))) {
            assertThat(brokered.get("/killed/pid"))
                    .isEqualTo("200 " + killed.process().pid());
            Future<Integer> others =
                    asking(brokered, "/first/pid", "200 " + first.process().pid(), end);
            Future<Integer> more =
                    asking(brokered, "/second/pid", "200 " + second.process().pid(), end);

            killed.process().destroyForcibly().waitFor();
            assertThat(brokered.get("/killed/pid")).as("at once").startsWith("503 ");
            Await.until("its end was noticed", () -> brokered.broker().attached() == 2);
            assertThat(brokered.get("/killed/pid")).startsWith("503 ");
            try (ChildJvm back = QueueApplication.start(brokered.socket(), "killed", prefix(brokered, "/killed/"))) {
                assertThat(brokered.get("/killed/pid"))
                        .isEqualTo("200 " + back.process().pid());
            }
            end.set(true);
            assertThat(Await.result(others)).isPositive();
            assertThat(Await.result(more)).isPositive();
        }
    }

    /** 502 where the process had the request, 503 where it may be sent again and nobody is there, cut where it had begun. */
    @Test
    void requestsInFlight() throws Exception {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm killed = QueueApplication.start(brokered.socket(), "killed", prefix(brokered, "/killed/"));
                RawClient repeatable = brokered.connect();
                RawClient changing = brokered.connect();
                RawClient begun = brokered.connect()) {
            repeatable.get("/killed/hold");
            changing.post("/killed/hold", "x");
            begun.get("/killed/begin");
            assertThat(begun.line()).isEqualTo("HTTP/1.1 200 OK");
            killed.line("holding");
            killed.line("holding");
            killed.process().destroyForcibly().waitFor();
            assertThat(repeatable.read().status()).isEqualTo(503);
            assertThat(changing.read().status()).isEqualTo(502);
            assertThat(begun.isReset()).isTrue();
        }
    }

    /** Of two that share a queue, the other takes what may be sent again. */
    @Test
    void otherProcessOfTheQueueTakesOver() throws Exception {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm killed = QueueApplication.start(brokered.socket(), "shared", prefix(brokered, "/"));
                ChildJvm other = QueueApplication.start(brokered.socket(), "shared", prefix(brokered, "/"))) {
            killed.process().destroyForcibly().waitFor();
            for (int i = 0; i < 20; i++) {
                assertThat(brokered.get("/pid"))
                        .isEqualTo("200 " + other.process().pid());
            }
        }
    }

    /** The process is told to end as systemd tells it. */
    @Test
    void processThatEndsInOrderGivesItsPrefixBack() throws IOException, InterruptedException {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm child = QueueApplication.start(brokered.socket(), "shop", prefix(brokered, "/"))) {
            assertThat(brokered.get("/pid")).isEqualTo("200 " + child.process().pid());
            child.process().destroy();
            child.process().waitFor();
            assertThat(brokered.get("/pid")).startsWith("404 ");
        }
    }
}
