package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lanner run --watch} from the packaged jar: a source file is edited while requests run, and none of them fails. */
class WatchIT {
    private static final int CLIENTS = 6;

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<Future<Integer>> clients = new ArrayList<>();
    private volatile boolean enough;
    private Path source;
    private Path log;
    private Process process;
    private int port;

    @BeforeEach
    void start() throws Exception {
        source = Files.copy(Running.SAMPLE.resolve("Serving.java"), folder.resolve("Serving.java"));
        log = folder.resolve("log");
        launch(Map.of());
    }

    private void launch(Map<String, String> variables) throws Exception {
        ProcessBuilder builder = new PackagedLanner(folder)
                .command("run", "Serving.java", "--watch", "--urls", "http://127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        process = builder.start();
        awaitTold("\nrunning\n");
        String told = told();
        String begin = "watching on http://127.0.0.1:";
        int at = told.indexOf(begin) + begin.length();
        port = Integer.parseInt(told.substring(at, told.indexOf('\n', at)));
    }

    @AfterEach
    void end() throws Exception {
        enough = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private String told() {
        return text(log);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    private void awaitTold(String text) {
        Await.until(text.strip() + " is told", () -> told().contains(text));
    }

    /** As an editor saves it: in one step. */
    private void edit(String from, String to) throws IOException {
        Path next = folder.resolve("next");
        Files.writeString(next, Files.readString(source).replace(from, to));
        Files.move(next, source, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitAnswer(String text) {
        Await.until(text + " answers", () -> answers.containsKey(text));
    }

    /** Asks on and on, on connections that are kept as long as the server keeps them. */
    private int ask(String target) throws IOException {
        int asked = 0;
        while (!enough) {
            try (RawClient client = RawClient.connect(port)) {
                boolean isKept = true;
                while (isKept && !enough) {
                    RawClient.Answer answer = client.get(target).read();
                    assertThat(answer.status()).isEqualTo(200);
                    answers.computeIfAbsent(answer.text(), first -> new AtomicInteger())
                            .incrementAndGet();
                    isKept = !"close".equals(answer.field("connection"));
                    asked++;
                }
            }
        }
        return asked;
    }

    @Test
    void noRequestFailsWhileSourcesChange() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Await.async(() -> ask("/slow")));
        }
        awaitAnswer("the first");

        edit("the first", "the second");
        awaitAnswer("the second");

        edit("String TEXT", "Strin TEXT");
        awaitTold("Serving.java does not compile; why stands above. The old one runs on.");
        int before = answers.get("the second").get();
        Await.until("the old one goes on", () -> answers.get("the second").get() > before);

        edit("Strin TEXT = \"the second\"", "String TEXT = \"the third\"");
        awaitAnswer("the third");

        enough = true;
        int asked = 0;
        for (Future<Integer> client : clients) {
            asked += Await.result(client);
        }
        assertThat(answers.keySet()).containsExactlyInAnyOrder("the first", "the second", "the third");
        assertThat(answers.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(asked);

        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(told()).isZero();
        assertThat(process.descendants()).isEmpty();
    }

    @Test
    void connectionsWaitForAnApplicationThatHasEnded() throws Exception {
        edit("Lanner.run", "if (TEXT.length() > 9) System.exit(3); Lanner.run");
        awaitTold("running what is new");
        Await.until("the old one is gone", () -> process.children().count() == 1);
        process.children().forEach(ProcessHandle::destroyForcibly);
        awaitTold("the application has ended, with exit code 137; connections wait until it is changed.");
        try (RawClient client = RawClient.connect(port)) {
            client.get("/");

            edit("the first", "longer than that");
            awaitTold("the application ended while it started, with exit code 3.");
            edit("longer than that", "it lives");

            assertThat(client.read().text()).isEqualTo("it lives");
        }
    }

    @Test
    void browserIsSentToTheFirstProcessAndNotToTheNextOnes() throws Exception {
        end();
        Files.writeString(folder.resolve("Serving.run.json"), """
                {"profiles": {"it": {"commandName": "Project", "launchBrowser": true, "launchUrl": "slow"}}}""");
        Path opened = folder.resolve("opened");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String name : List.of("xdg-open", "open")) {
            Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\necho \"$1\" >>'" + opened + "'\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }
        enough = false;
        launch(Map.of("DISPLAY", ":9", "PATH", programs + File.pathSeparator + System.getenv("PATH")));

        String page = "http://127.0.0.1:" + port + "/slow\n";
        awaitTold("opening " + page);
        Await.until("the browser was sent", () -> text(opened).endsWith("\n"));
        edit("the first", "the second");
        awaitTold("running what is new");
        assertThat(told()).containsOnlyOnce("opening");
        assertThat(text(opened)).isEqualTo(page);
    }

    @Test
    void interruptEndsItWithTheApplication() throws Exception {
        long child = process.children().findFirst().orElseThrow().pid();

        Interrupt.sendToAll(process.pid(), child);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(told()).isZero();
        assertThat(told()).doesNotContain("connections wait");
    }
}
