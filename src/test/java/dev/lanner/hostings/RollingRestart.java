package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Replicas of the demo behind a proxy, each told to end and started again while clients ask without a pause. */
final class RollingRestart {
    private static final int CLIENTS = 4;
    private static final String REQUEST = "GET /app/plaintext HTTP/1.1\r\nHost: " + Hosting.AUTHORITY + "\r\n\r\n";

    /** Longer than it takes the proxies of docs/proxies to notice. */
    private static final Duration DELAY = Duration.ofSeconds(2);

    private final ProxyHostingKit kit;
    private final int count;
    private volatile boolean over;

    RollingRestart(ProxyHostingKit kit, int count) {
        this.kit = kit;
        this.count = count;
    }

    /** Each answer is whole and the right one, and each replica was replaced. */
    void losesNoRequest() throws Exception {
        List<DemoProcess> replicas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replicas.add(start(ownAddress()));
        }
        try (ProxyHostingKit.Behind behind = kit.behindThese(replicas)) {
            Await.until("the proxy has found the application", () -> ProxyHostingKit.isServing(behind));
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Await.async(() -> ask(behind)));
            }
            try {
                for (int i = 0; i < count; i++) {
                    replicas.get(i).terminate();
                    replicas.set(i, start(replicas.get(i).address()));
                    awaitAnswerOf(replicas.get(i), behind, clients);
                }
            } finally {
                over = true;
            }
            for (Future<Integer> client : clients) {
                assertThat(Await.result(client)).isPositive();
            }
        } finally {
            replicas.forEach(DemoProcess::close);
        }
    }

    /** A loopback address, so that nobody takes the port while the replica is away. */
    private static String ownAddress() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "http://127." + random.nextInt(64, 250) + "." + random.nextInt(256) + "." + random.nextInt(1, 255)
                + ":5000";
    }

    private DemoProcess start(String url) throws IOException {
        return DemoProcess.start(kit.folder(), url, DELAY);
    }

    private static void awaitAnswerOf(DemoProcess replica, Hosting hosting, List<Future<Integer>> clients) {
        String process = Long.toString(replica.process().pid());
        Await.until("the proxy has found the new replica", () -> {
            try {
                return clients.stream().anyMatch(Future::isDone)
                        || ProxyHostingKit.echo(hosting, "process").equals(process);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    /** One client, which takes another connection when it is told to; how many answers it got. */
    private int ask(Hosting hosting) throws Exception {
        int own = 0;
        while (!over) {
            try (RawClient client = hosting.connect()) {
                boolean goOn = true;
                while (goOn && !over) {
                    RawClient.Answer answer = client.send(REQUEST).read();
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.text()).isEqualTo("Hello, World!");
                    own++;
                    goOn = !"close".equals(answer.field("connection"));
                }
            }
        }
        return own;
    }
}
