package dev.lanner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of an application that was replaced stays. */
class UnloadingTest {
    private static final int CLIENTS = 4;
    private static final int TIMES = 50;

    /** What the JVM loads by itself meanwhile is less; one copy of the application is more than a tenth of it. */
    private static final int NOISE = 150;

    @TempDir
    Path folder;

    /** The clients' connections stay, with all that requests have left in them and in their threads. */
    @Test
    void connectionsDoNotKeepIt() throws Exception {
        try (Worked worked = Worked.start(folder, "run");
                RawClient client = worked.connect()) {
            assertThat(client.get("/kept").read().text()).isEqualTo("true true");
            assertThat(client.get("/kept").read().text()).isEqualTo("false true");
            worked.worker().recycle();
            worked.awaitEnded();
            worked.awaitLoaded(1);
            assertThat(client.get("/kept").read().text()).isEqualTo("true true");
        }
    }

    @Test
    void applicationsThatDidNotStartAreUnloaded() throws Exception {
        try (Worked worked = Worked.start(folder, "throw")) {
            int before = loadedClasses();
            for (int i = 0; i < 10; i++) {
                assertThat(worked.answer("/run").status()).isEqualTo(500);
            }
            Await.until("their classes are unloaded", () -> loadedClasses() < before + NOISE);
        }
    }

    @Test
    void fiftyTimesUnderLoadWithoutALostRequest() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        try (Worked worked = Worked.start(folder, "run")) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Await.async(() -> {
                    try (RawClient client = worked.connect()) {
                        while (!enough.get()) {
                            RawClient.Answer answer = client.get("/kept").read();
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                            answered.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            int afterFive = 0;
            for (int i = 1; i <= TIMES; i++) {
                int before = answered.get();
                worked.worker().recycle();
                Await.until("requests were answered", () -> answered.get() > before + CLIENTS);
                if (i == 5) {
                    worked.awaitLoaded(1);
                    afterFive = loadedClasses();
                }
            }
            enough.set(true);
            for (Future<Void> client : clients) {
                Await.result(client);
            }
            worked.awaitLoaded(1);
            assertThat(worked.get("/run")).isEqualTo("application-" + (TIMES + 1));
            int most = afterFive + NOISE;
            Await.until("the classes are as many as before", () -> loadedClasses() < most);
        }
    }

    /** As one that closes its server after so many requests: whoever meets it in between starts the next one. */
    @Test
    void applicationsThatStopByThemselvesAreUnloaded() throws Exception {
        try (LogCapture log = LogCapture.of("lanner.worker", Level.INFO);
                Worked worked = Worked.start(folder, "weary", options -> options.rapidFailsPerMinute(100))) {
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(Await.async(() -> {
                    try (RawClient client = worked.connect()) {
                        for (int sent = 0; sent < TIMES; sent++) {
                            assertThat(client.get("/").read().status()).isEqualTo(200);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> client : clients) {
                Await.result(client);
            }
            long started = count(log, "has started");
            assertThat(started).isGreaterThan(TIMES / WorkedApplication.REQUESTS_OF_THE_WEARY);
            Await.until("all but one have ended", () -> count(log, "has ended") >= started - 1);
            assertThat(count(log, "and nobody told it to")).isGreaterThanOrEqualTo(started - 1);
            Await.until("they are unloaded", () -> {
                System.gc();
                return worked.worker().loaded() <= 1;
            });
        }
    }

    private static long count(LogCapture log, String text) {
        return log.texts().stream().filter(each -> each.contains(text)).count();
    }

    private static int loadedClasses() {
        System.gc();
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }
}
