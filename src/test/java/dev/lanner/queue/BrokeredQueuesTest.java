package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.server.Await;
import dev.lanner.queue.BrokeredQueues.Share;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The queues of a broker while processes are killed and come back. */
class BrokeredQueuesTest {
    private static final String PREFIX = "http://+:80/shop/";

    private final BrokeredQueues queues = new BrokeredQueues(10, prefix -> {}, Clock.SYSTEM);

    private Share join(QueueOptions options) {
        return queues.join(options, new Attachment(PairingToken.random(), Path.of("s"), () -> {}));
    }

    /** Who asks at any moment finds the queue of before or the next one: not nobody, and not another application. */
    @Test
    void prefixesAreNobodysAtNoTime() throws Exception {
        join(QueueOptions.of("http://*:80/"));
        QueueOptions shop = QueueOptions.builder().name("shop").prefix(PREFIX).build();
        AtomicBoolean end = new AtomicBoolean();
        Share killed = join(shop);
        Future<String> found = Await.async(() -> {
            String wrong = null;
            while (!end.get() && wrong == null) {
                String owner =
                        queues.table().find("http", 80, "a", "/shop/").owner().toString();
                wrong = owner.equals("the queue \"shop\"") ? null : owner;
            }
            return wrong;
        });
        for (int i = 0; i < 5_000; i++) {
            queues.leave(killed, false);
            killed = join(shop);
        }
        end.set(true);
        assertThat(Await.result(found)).isNull();
    }
}
