package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that one process delegates to another. */
class BrokeredDelegationIT {
    private static final String LARGE = "0123456789abcdef".repeat(65_536);

    @TempDir
    private Path folder;

    private static String prefix(Brokered brokered, String path) {
        return "http://+:" + brokered.port() + path;
    }

    @Test
    void otherProcessAnswers() throws Exception {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm first = QueueApplication.start(brokered.socket(), "first", prefix(brokered, "/first/"));
                ChildJvm second = QueueApplication.start(brokered.socket(), "second", prefix(brokered, "/other/"));
                RawClient client = brokered.connect()) {
            String pid = second.process().pid() + " ";
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/first/second").read().text()).isEqualTo(pid + 0);
                assertThat(client.post("/first/second", LARGE).read().text()).isEqualTo(pid + LARGE.length());
            }
            assertThat(client.get("/first/pid").read().text())
                    .isEqualTo("" + first.process().pid());

            second.process().destroyForcibly().waitFor();
            assertThat(brokered.get("/first/second")).startsWith("503 ");
            assertThat(client.get("/first/pid").read().text())
                    .isEqualTo("" + first.process().pid());
            try (ChildJvm back = QueueApplication.start(brokered.socket(), "second", prefix(brokered, "/other/"))) {
                assertThat(brokered.get("/first/second"))
                        .isEqualTo("200 " + back.process().pid() + " 0");
            }
        }
    }
}
