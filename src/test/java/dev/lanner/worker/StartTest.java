package dev.lanner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that start, and those that don't: what clients are told then, and what the log. */
class StartTest {
    private static final String MAIN = "dev/lanner/worker/WorkedApplication.class";

    @TempDir
    Path folder;

    private LogCapture log;

    @BeforeEach
    void captureLog() {
        log = LogCapture.of("lanner.worker", Level.WARNING);
    }

    @AfterEach
    void giveLogBack() {
        log.close();
    }

    private Path classes() throws IOException {
        return AppFolder.classes(folder.resolve("classes"), WorkedApplication.class);
    }

    private void assertFails(
            Path application,
            String behaviour,
            UnaryOperator<WorkerOptions.Builder> options,
            String told,
            String logged)
            throws IOException {
        try (Worked worked = Worked.of(application, behaviour, options)) {
            RawClient.Answer answer = worked.answer("/run");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).isEqualTo(told + " The log of the worker says why.\n");
            assertThat(answer.field("cache-control")).isEqualTo("no-store");
            assertThat(log.texts()).anyMatch(text -> text.contains(logged));
        }
    }

    private void assertFails(Path application, String told, String logged) throws IOException {
        assertFails(application, "run", options -> options, told, logged);
    }

    @Test
    void mainThatThrows() throws Exception {
        assertFails(
                classes(),
                "throw",
                options -> options,
                "500.30: The application did not start.",
                "application-1 did not start (500.30): its main method threw java.lang.IllegalStateException:"
                        + " the database \"secret\" can't be had");
    }

    @Test
    void mainThatReturnsWithoutAServer() throws Exception {
        assertFails(
                classes(),
                "return",
                options -> options,
                "500.30: The application did not start.",
                "its main method has returned without starting a server of Lanner's");
    }

    @Test
    void mainThatTakesTooLong() throws Exception {
        assertFails(
                classes(),
                "wait",
                options -> options.startLimit(Duration.ZERO),
                "500.37: The application did not start in time.",
                "application-1 did not start (500.37): it has not started a server in 0 s");
    }

    /** Each time it has started, and may have answered a request, and fails all the same. */
    @Test
    void mainThatStopsItsServerAtOnce() throws Exception {
        try (Worked worked = Worked.of(classes(), "stop", options -> options.rapidFailsPerMinute(1))) {
            Await.until("it is given up", () -> status(worked) == 500);
            assertThat(log.texts()).contains("it failed too often: it is not started again until a minute has passed");
        }
    }

    private static int status(Worked worked) {
        try {
            return worked.answer("/run").status();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void applicationThatIsNotThere() throws Exception {
        Path nowhere = folder.resolve("nowhere.jar");
        assertFails(
                nowhere,
                "500.38: The application, or its main class, was not found.",
                "did not start (500.38): there is no " + nowhere);
    }

    @Test
    void mainClassThatIsNotThere() throws Exception {
        assertFails(
                classes(),
                "run",
                options -> options.mainClass("other.Main"),
                "500.38: The application, or its main class, was not found.",
                "there is no class other.Main");
    }

    @Test
    void mainClassThatNobodyNames() throws Exception {
        Path jar = AppFolder.jar(folder.resolve("app.jar"), classes(), null, null);
        assertFails(
                jar,
                "run",
                options -> options.mainClass(null),
                "500.38: The application, or its main class, was not found.",
                "app.jar does not say which class is to be started");
    }

    @Test
    void classWithoutMain() throws Exception {
        assertFails(
                classes(),
                "run",
                options -> options.mainClass(WorkedApplication.class.getName() + "$Late"),
                "500.38: The application, or its main class, was not found.",
                "the class dev.lanner.worker.WorkedApplication$Late has no main method");
    }

    @Test
    void fileThatIsNoJar() throws Exception {
        Path jar = Files.writeString(folder.resolve("app.jar"), "I am a text");
        assertFails(jar, "500.32: The application's files can't be loaded.", "app.jar can't be read");
    }

    @Test
    void classThatIsBroken() throws Exception {
        Path classes = classes();
        Files.writeString(classes.resolve(MAIN), "I am a text");
        assertFails(classes, "500.32: The application's files can't be loaded.", "java.lang.ClassFormatError");
    }

    @Test
    void classForANewerJava() throws Exception {
        Path classes = classes();
        byte[] bytes = Files.readAllBytes(classes.resolve(MAIN));
        bytes[6] = 0x7f; // the major version (JVMS §4.1)
        Files.write(classes.resolve(MAIN), bytes);
        assertFails(
                classes,
                "500.31: The application needs a newer Java than the worker has.",
                "java.lang.UnsupportedClassVersionError");
    }

    @Test
    void classThatIsMissing() throws Exception {
        Path classes = classes();
        Files.delete(classes.resolve("dev/lanner/worker/WorkedApplication$Late.class"));
        assertFails(
                classes,
                "500.33: The application lacks classes, or was built with other versions of them.",
                "java.lang.NoClassDefFoundError: [Ldev/lanner/worker/WorkedApplication$Late;");
    }

    @Test
    void browsersGetAPage() throws Exception {
        try (Worked worked = Worked.of(folder.resolve("no.jar"), "run", options -> options);
                RawClient client = worked.connect()) {
            RawClient.Answer page = client.send("GET / HTTP/1.1\r\nHost: test\r\nAccept: text/html,*/*\r\n\r\n")
                    .read();
            assertThat(page.status()).isEqualTo(500);
            assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.text())
                    .contains("<h1>500.38: The application, or its main class, was not found.</h1>")
                    .doesNotContain("no.jar")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void applicationThatFailsTooOftenIsLeftAloneForAMinute() throws Exception {
        Path jar = folder.resolve("classes");
        try (Worked worked = Worked.of(jar, "run", options -> options.rapidFailsPerMinute(2))) {
            for (int i = 0; i < 3; i++) {
                assertThat(worked.answer("/run").status()).isEqualTo(500);
            }
            assertThat(log.texts()).contains("it failed too often: it is not started again until a minute has passed");
            classes();
            assertThat(worked.answer("/run").text()).startsWith("500.38");
            worked.clock().advance(Duration.ofMinutes(1));
            assertThat(worked.get("/run")).isEqualTo("application-4");
        }
    }

    @Test
    void jarWithWhatItsManifestNamesAndTheFolderLib() throws Exception {
        Path rest = classes();
        Path main = Files.createDirectories(folder.resolve("main/dev/lanner/worker"));
        Files.move(rest.resolve(MAIN), main.resolve("WorkedApplication.class"));
        Path late = Files.createDirectories(folder.resolve("late/dev/lanner/worker"));
        String lateName = "WorkedApplication$Late.class";
        Files.move(rest.resolve("dev/lanner/worker").resolve(lateName), late.resolve(lateName));
        AppFolder.jar(folder.resolve("lib/late.jar"), folder.resolve("late"), null, null);
        AppFolder.jar(folder.resolve("other/rest.jar"), rest, null, null);
        Path app = AppFolder.jar(
                folder.resolve("app.jar"),
                folder.resolve("main"),
                WorkedApplication.class.getName(),
                "missing.jar http://example.org/a.jar other/rest.jar");
        try (Worked worked = Worked.of(app, "run", options -> options.mainClass(null))) {
            assertThat(worked.get("/run")).isEqualTo("application-1");
            assertThat(worked.get("/late")).isEqualTo("late");
        }
    }

    @Test
    void classPathOfTheOptions() throws Exception {
        Path classes = classes();
        String late = "dev/lanner/worker/WorkedApplication$Late.class";
        Path other = Files.createDirectories(folder.resolve("other/dev/lanner/worker"));
        Files.move(classes.resolve(late), other.resolve("WorkedApplication$Late.class"));
        try (Worked worked =
                Worked.of(classes, "run", options -> options.classPath(List.of(folder.resolve("other"))))) {
            assertThat(worked.get("/late")).isEqualTo("late");
        }
    }
}
