package dev.lanner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Lanner;
import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application in a worker, from its first request to its last. */
class WorkerTest {
    @TempDir
    Path folder;

    private LogCapture log;

    @BeforeEach
    void captureLog() {
        log = LogCapture.of("lanner.worker", Level.INFO);
    }

    @AfterEach
    void giveLogBack() {
        log.close();
    }

    private void awaitLogged(String text) {
        Await.until("the log says " + text, () -> log.texts().stream().anyMatch(each -> each.contains(text)));
    }

    /** The one connection of the client has two ends in this process. */
    @Test
    void thereIsNoConnectionButTheClients() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            int before = WorkedApplication.sockets();
            try (RawClient client = worked.connect()) {
                assertThat(client.get("/run").read().text()).isEqualTo("application-1");
                assertThat(client.get("/sockets").read().text()).isEqualTo("" + (before + 2));
            }
        }
    }

    @Test
    void applicationIsNotLoadedBeforeTheFirstRequest() throws Exception {
        try (Worked worked = Worked.start(folder, "start")) {
            assertThat(worked.worker().loaded()).isZero();
            assertThat(worked.get("/run")).isEqualTo("application-1");
            assertThat(worked.worker().loaded()).isEqualTo(1);
        }
    }

    @Test
    void applicationIsStartedAtOnceIfThatIsAskedFor() throws Exception {
        try (Worked worked = Worked.start(folder, "wait", options -> options.startAtOnce(true))) {
            worked.awaitWaiting();
        }
    }

    @Test
    void firstRequestsWaitForOneStart() throws Exception {
        try (Worked worked = Worked.start(folder, "wait")) {
            List<Future<String>> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(Await.async(() -> worked.get("/run")));
            }
            worked.awaitWaiting();
            worked.go();
            for (Future<String> client : clients) {
                assertThat(Await.result(client)).isEqualTo("application-1");
            }
        }
    }

    @Test
    void applicationSeesTheJdkLannerAndItself() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            assertThat(worked.get("/class/dev.lanner.HttpContext")).isEqualTo("true");
            assertThat(worked.get("/class/javax.tools.JavaCompiler")).isEqualTo("false");
            assertThat(worked.get("/class/dev.lanner.worker.WorkedApplication")).isEqualTo("false");
            assertThat(worked.get("/class/dev.lanner.worker.WorkerTest")).isEqualTo("not there");
            assertThat(worked.get("/class/org.junit.jupiter.api.Test")).isEqualTo("not there");
        }
    }

    @Test
    void copyOfLannerInTheApplicationIsNotUsed() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            AppFolder.classes(folder.resolve("classes"), Lanner.class);
            assertThat(worked.get("/class/dev.lanner.Lanner")).isEqualTo("true");
        }
    }

    @Test
    void recyclingLetsTheOldRequestsEnd() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            Future<String> slow = Await.async(() -> worked.get("/slow"));
            worked.awaitWaiting();
            worked.worker().recycle();
            assertThat(worked.get("/run")).isEqualTo("application-2");
            assertThat(slow.isDone()).isFalse();
            worked.go();
            assertThat(Await.result(slow)).isEqualTo("application-1");
            worked.awaitEnded();
            worked.awaitLoaded(1);
        }
    }

    @Test
    void requestsThatDoNotEndAreCut() throws Exception {
        try (Worked worked = Worked.start(folder, "run", options -> options.drainLimit(Duration.ZERO))) {
            Future<String> slow = Await.async(() -> worked.get("/slow"));
            worked.awaitWaiting();
            worked.worker().recycle();
            assertThatThrownBy(() -> Await.result(slow)).hasCauseInstanceOf(IOException.class);
            awaitLogged("application-1: 1 requests were cut, since they did not end");
            assertThat(worked.get("/run")).isEqualTo("application-2");
        }
    }

    /** It may have copied the files before they changed. */
    @Test
    void recyclingDuringAStartStartsAgainAfterIt() throws Exception {
        try (Worked worked = Worked.start(folder, "wait", options -> options.recycleOnChange(false))) {
            Future<String> first = Await.async(() -> worked.get("/run"));
            worked.awaitWaiting();
            CompletableFuture<Void> recycled = new CompletableFuture<>();
            Thread recycling = Thread.ofPlatform().start(() -> {
                try {
                    worked.worker().recycle();
                    recycled.complete(null);
                } catch (IOException failed) {
                    recycled.completeExceptionally(failed);
                }
            });
            Await.until("it waits", () -> !recycling.isAlive() || recycling.getState() == Thread.State.WAITING);
            worked.go();
            Await.result(recycled);
            assertThat(worked.get("/run")).isEqualTo("application-2");
            assertThat(Await.result(first)).startsWith("application-");
        }
    }

    @Test
    void recyclingBeforeTheFirstStartDoesNothing() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            worked.worker().recycle();
            assertThat(worked.get("/run")).isEqualTo("application-1");
        }
    }

    @Test
    void oldOneGoesOnIfTheNewOneDoesNotStart() throws Exception {
        try (Worked worked = Worked.start(folder, "run", options -> options.recycleOnChange(false))) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            Files.delete(folder.resolve("classes/dev/lanner/worker/WorkedApplication.class"));
            assertThatThrownBy(() -> worked.worker().recycle())
                    .isInstanceOf(IOException.class)
                    .hasMessage("the application did not start anew, so the old one goes on:"
                            + " there is no class dev.lanner.worker.WorkedApplication");
            assertThat(worked.get("/run")).isEqualTo("application-1");
        }
    }

    @Test
    void filesCanBeReplacedWhileItRuns() throws Exception {
        try (Worked worked = Worked.start(folder, "run", options -> options.recycleOnChange(false))) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            Files.delete(folder.resolve("classes/dev/lanner/worker/WorkedApplication$Late.class"));
            assertThat(worked.get("/late")).isEqualTo("late");
        }
    }

    @Test
    void changeOfItsFilesRecycles() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            Files.writeString(folder.resolve("classes/words.properties"), "a=b");
            Await.until("it is recycled", () -> isAnswer(worked, "application-2"));
        }
    }

    @Test
    void newJarInTheFolderLibRecycles() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            AppFolder.jar(folder.resolve("lib/more.jar"), folder.resolve("classes"), null, null);
            Await.until("it is recycled", () -> isAnswer(worked, "application-2"));
        }
    }

    private static boolean isAnswer(Worked worked, String answer) {
        try {
            return worked.get("/run").equals(answer);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void touchOfAFileRecycles() throws Exception {
        Path sign = Files.createFile(folder.resolve("sign"));
        try (Worked worked = Worked.start(folder, "run", options -> options.recycleOn(sign))) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            Files.setLastModifiedTime(sign, FileTime.from(Instant.EPOCH.plusSeconds(1)));
            Await.until("it is recycled", () -> isAnswer(worked, "application-2"));
        }
    }

    @Test
    void applicationIsOfflineWhileTheFileIsThere() throws Exception {
        try (Worked worked = Worked.start(folder, "run")) {
            Future<String> slow = Await.async(() -> worked.get("/slow"));
            worked.awaitWaiting();
            Path page = folder.resolve("app_offline.htm");
            Files.writeString(page, "<p>Back at noon");
            awaitLogged("app_offline.htm is there: the application is stopped");
            RawClient.Answer answer = worked.answer("/run");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("content-type")).isEqualTo("text/html");
            assertThat(answer.text()).isEqualTo("<p>Back at noon");
            worked.go();
            assertThat(Await.result(slow)).isEqualTo("application-1");
            worked.awaitEnded();
            worked.awaitLoaded(0);
            Files.delete(page);
            Await.until("it is online", () -> isAnswer(worked, "application-2"));
        }
    }

    @Test
    void applicationIsToldToEndWithTheWorker() throws Exception {
        Worked worked = Worked.start(folder, "run");
        assertThat(worked.get("/run")).isEqualTo("application-1");
        worked.worker().close();
        worked.awaitEnded();
        assertThat(log.texts()).contains("application-1 has ended");
        worked.close();
    }

    @Test
    void startEndsWithTheWorkerAndTheWorkerAfterIt() throws Exception {
        Worked worked = Worked.start(folder, "wait", options -> options.startAtOnce(true));
        worked.awaitWaiting();
        worked.worker().close();
        assertThat(log.texts()).contains("application-1 did not start, and nobody wants it any more");
        worked.awaitEnded();
        worked.close();
    }

    @Test
    void workerEndsAfterTheRunThatItHasReplaced() throws Exception {
        Worked worked = Worked.start(folder, "run");
        Future<String> slow = Await.async(() -> worked.get("/slow"));
        worked.awaitWaiting();
        worked.worker().recycle();
        Future<Void> closed = Await.async(() -> {
            worked.worker().close();
            return null;
        });
        awaitLogged("application-2 has ended");
        assertThat(closed.isDone()).isFalse();
        worked.go();
        Await.result(closed);
        assertThat(log.texts()).contains("application-1 has ended");
        assertThat(Await.result(slow)).isEqualTo("application-1");
        worked.close();
    }

    /** What the application does when it is told to stop may fail. */
    @Test
    void applicationThatDoesNotEndInOrderIsReplacedAllTheSame() throws Exception {
        try (Worked worked = Worked.start(folder, "bad end")) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            worked.worker().recycle();
            assertThat(worked.get("/run")).isEqualTo("application-2");
            awaitLogged("ending application-1 failed");
        }
        assertThat(log.texts()).contains("ending application-2 failed");
    }

    /** The delay is for load balancers, which ask the worker's server; it gets no more requests when it is told to stop. */
    @Test
    void hostWithADelayEndsAtOnce() throws Exception {
        Worked worked = Worked.start(folder, "delay");
        assertThat(worked.get("/run")).isEqualTo("application-1");
        worked.worker().close();
        worked.awaitEnded();
        worked.close();
    }

    @Test
    void applicationThatStopsItselfIsStartedAnew() throws Exception {
        try (Worked worked = Worked.start(folder, "delay")) {
            assertThat(worked.get("/stop")).isEqualTo("stopping");
            worked.awaitEnded();
            assertThat(worked.get("/run")).isEqualTo("application-2");
            assertThat(log.texts()).contains("application-1 has stopped its server, and nobody told it to");
            worked.awaitLoaded(1);
        }
    }

    /** The application asks for 10 bytes at most. */
    @Test
    void limitsAreTheWorkers() throws Exception {
        try (Worked worked = Worked.start(folder, "run");
                RawClient client = worked.connect()) {
            int most = Worked.BODY_BYTES;
            assertThat(client.post("/content", "a".repeat(most)).read().text()).isEqualTo("" + most);
            assertThat(client.post("/content", "a".repeat(most + 1)).read().status())
                    .isEqualTo(413);
        }
    }

    @Test
    void oneServerForAnApplication() throws Exception {
        try (Worked worked = Worked.start(folder, "two")) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            awaitLogged("application-1: its main method threw, and the server goes on");
            assertThat(log.records().stream().map(each -> String.valueOf(each.getThrown())))
                    .anyMatch(each -> each.contains("a worker has one application with one server"));
        }
    }

    @Test
    void threadsThatAreLeftBehindAreNamed() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try {
            try (Worked worked = Worked.start(folder, "thread")) {
                assertThat(worked.get("/run")).isEqualTo("application-1");
                worked.worker().recycle();
                awaitLogged("application-1 has ended, but can't be unloaded while threads run that it has started:"
                        + " left-behind");
                worked.go();
                worked.awaitLoaded(1);
            }
            assertThat(Thread.getDefaultUncaughtExceptionHandler())
                    .as("that of the second one")
                    .isNull();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
