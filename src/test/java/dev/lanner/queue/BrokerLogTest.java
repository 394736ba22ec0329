package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.Await;
import dev.lanner.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker and its processes tell whoever reads their logs. */
class BrokerLogTest {
    private static final Handler HELLO = context -> context.response().text("Hello");

    @TempDir
    private Path folder;

    @Test
    void processIsAttachedOnceTheBrokerHasAgreed() throws Exception {
        try (LogCapture ofServers = LogCapture.of("lanner.server", Level.INFO);
                LogCapture ofBrokers = LogCapture.of("lanner.broker", Level.INFO);
                Brokered brokered = Brokered.start(folder.resolve("b"));
                Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), HELLO)) {
            QueueOptions taken = brokered.queue("late", "/shop/").build();
            assertThatThrownBy(() -> brokered.attach(taken, HELLO)).hasMessageContaining("says no");
            assertThat(ofBrokers.texts().stream().filter(text -> text.startsWith("attached")))
                    .containsExactly("attached to the broker at " + brokered.socket() + ": http://+:" + brokered.port()
                            + "/shop/");
            assertThat(ofServers.texts()).noneMatch(text -> text.contains(brokered.socket() + ".d"));
            assertThat(shop.features()).isNotNull();
        }
    }

    @Test
    void brokerThatStopsDoesNotWarnOfThoseThatItLetsGo() throws Exception {
        Brokered brokered = Brokered.start(folder.resolve("b"));
        try (LogCapture log = LogCapture.of("lanner.broker", Level.INFO);
                Server shop = brokered.attach(brokered.queue("shop", "/shop/").build(), HELLO)) {
            brokered.close();
            Await.until("it has let go", () -> brokered.broker().attached() == 0);
            assertThat(log.texts()).noneMatch(text -> text.contains("without a word"));
            shop.stop(Duration.ZERO);
        }
    }
}
