package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.worker.AppFolder;
import dev.lanner.worker.WorkedApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lanner worker}, as a person runs it: the packaged jar. */
class WorkerIT {
    private static final String MODULE = "module demo.app { requires dev.lanner; }";
    private static final String MAIN = """
            package demo.app;

            public class Main {
                public static void main(String[] args) throws Exception {
                    String name = "" + Main.class.getModule().getName();
                    dev.lanner.Lanner.start(0, context -> context.response().text(name + " " + String.join(",", args)));
                }
            }
            """;

    @TempDir
    Path folder;

    private Process process;
    private BufferedReader err;
    private int port;

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private Path jar() throws IOException {
        Path classes = AppFolder.classes(folder.resolve("classes"), WorkedApplication.class);
        return AppFolder.jar(folder.resolve("app.jar"), classes, WorkedApplication.class.getName(), null);
    }

    private void host(ProcessBuilder command) throws Exception {
        PackagedLanner.Serving serving = new PackagedLanner(folder).start(command);
        process = serving.process();
        err = serving.err();
        port = serving.port();
    }

    private String get(String path) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.get(path).read().text();
        }
    }

    @Test
    void jarIsHosted() throws Exception {
        jar();
        host(worker("app.jar", "--", "run"));
        assertThat(get("/run")).isEqualTo("application-1");
        process.toHandle().destroy(); // which leaves its streams open
        assertThat(err.lines().toList()).last().asString().matches("stopped: \\d finished, 0 aborted, in .*");
        assertThat(process.waitFor()).isZero();
        assertLeavesNothing();
    }

    /** Of the copy that it has loaded. */
    private void assertLeavesNothing() throws Exception {
        process.toHandle().destroy();
        process.waitFor();
        assertThat(temporary()).isEmptyDirectory();
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(folder.resolve("temporary"));
    }

    @Test
    void copyOfAWorkerThatWasKilledIsRemovedByTheNext() throws Exception {
        jar();
        host(worker("app.jar", "--", "run"));
        assertThat(get("/run")).isEqualTo("application-1");
        Path left = onlyCopy();
        Process first = process;
        int firstPort = port;
        try {
            host(worker("app.jar", "--", "run"));
            assertThat(get("/run")).isEqualTo("application-1");
            assertThat(copies()).as("both are in use").hasSize(2).contains(left);
            process.destroyForcibly().waitFor();
            try (RawClient client = RawClient.connect(firstPort)) {
                assertThat(client.get("/run").read().text()).isEqualTo("application-1");
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
        host(worker("app.jar", "--", "run"));
        assertThat(get("/run")).isEqualTo("application-1");
        assertThat(onlyCopy()).isNotEqualTo(left);
        assertLeavesNothing();
    }

    private Path onlyCopy() throws IOException {
        List<Path> copies = copies();
        assertThat(copies).hasSize(1);
        return copies.getFirst();
    }

    private List<Path> copies() throws IOException {
        try (var all = Files.list(temporary())) {
            return all.filter(each -> each.getFileName().toString().startsWith("lanner-worker-"))
                    .toList();
        }
    }

    private ProcessBuilder worker(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("worker", "-p", "0", "--log", "off"));
        all.addAll(List.of(arguments));
        return new PackagedLanner(folder)
                .command(List.of("-Djava.io.tmpdir=" + temporary()), all.toArray(String[]::new));
    }

    @Test
    void classesAreHostedAndLoadedAnewWhenTheyChange() throws Exception {
        jar();
        host(worker("classes", "--at-once"));
        assertThat(get("/run")).isEqualTo("application-1");
        Files.writeString(folder.resolve("classes/words.properties"), "a=b");
        Await.until("it is recycled", () -> {
            try {
                return get("/run").equals("application-2");
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
    }

    /** With Lanner on the class path it is on one itself, with Lanner as a module it has a layer of its own. */
    @Test
    void namedModuleHasALayerWhereLannerIsAModule() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("src/demo/app"));
        Files.writeString(folder.resolve("src/module-info.java"), MODULE);
        Files.writeString(sources.resolve("Main.java"), MAIN);
        String jar = System.getProperty("lanner.jar");
        Path classes = folder.resolve("classes");
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-p",
                        jar,
                        "-d",
                        classes.toString(),
                        folder.resolve("src/module-info.java").toString(),
                        sources.resolve("Main.java").toString());
        assertThat(compiled).isZero();
        AppFolder.jar(folder.resolve("app.jar"), classes, "demo.app.Main", null);

        host(worker("app.jar", "--", "a", "b"));
        assertThat(get("/")).isEqualTo("null a,b");
        assertLeavesNothing();

        List<String> command = new ArrayList<>(worker("app.jar").command());
        int at = command.indexOf("-jar");
        command.subList(at, at + 2).clear();
        command.addAll(at, List.of("-p", jar, "-m", "dev.lanner/dev.lanner.hosting.Main"));
        host(new ProcessBuilder(command).directory(folder.toFile()));
        assertThat(get("/")).isEqualTo("demo.app ");
        assertLeavesNothing();
    }

    @Test
    void mistakesAreToldInASentence() throws Exception {
        jar();
        assertMistake("there is no application to host. As in: lanner worker app.jar");
        assertMistake(
                "a worker has one application, and there are 2: app.jar, classes."
                        + " lanner host hosts several, in processes of their own.",
                "app.jar",
                "classes");
        assertMistake("there is no other.jar, neither a jar nor a folder of classes.", "other.jar");
        assertMistake(
                "--start-limit is \"3601\"; it must be a number of seconds from 0 to 3600.",
                "app.jar",
                "--start-limit",
                "3601");
        assertMistake(
                "lanner worker has no option --processes. lanner worker --help lists the options.",
                "app.jar",
                "--processes=2");
        assertMistake("--rapid-fails is \"x\"; it must be a number from 0 to 100.", "app.jar", "--rapid-fails=x");
        assertMistake("there is no class dev.Typo in app.jar.", "app.jar", "--main", "dev.Typo");
        assertMistake("there is no nope.jar, which --class-path names.", "app.jar", "--class-path", "nope.jar");
        Files.writeString(folder.resolve("text.jar"), "I am a text");
        assertMistake("text.jar can't be read as a jar: zip END header not found.", "text.jar");
        assertMistake("no class in home has a main method.", "home");
    }

    /** From all three places; of where to listen, options have the last word. */
    @Test
    void settingsAreThoseOfEveryConfiguration() throws Exception {
        jar();
        Files.writeString(
                folder.resolve("lanner.json"),
                "{\"limits\": {\"bodyBytes\": 1, \"headerCount\": 7}, \"urls\": \"http://192.0.2.1:1\"}");
        ProcessBuilder command = worker(
                "-p",
                "0",
                "app.jar",
                "--http1.methodBytes=7",
                "--stop-limit",
                "1",
                "--drain-limit=1",
                "--rapid-fails=0");
        command.environment().put("LANNER_LIMITS__BODY_BYTES", "5");
        host(command);
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.post("/content", "12345").read().text()).isEqualTo("5");
            assertThat(client.post("/content", "123456").read().status()).isEqualTo(413);
        }
        assertThat(status("GET / HTTP/1.1\r\nHost: a\r\n" + "a: b\r\n".repeat(7) + "\r\n"))
                .isEqualTo(431);
        assertThat(status("EIGHTEEN / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(501);
        Files.writeString(folder.resolve("lanner.json"), "{\"limit\": 1}");
        assertMistake("lanner.json:1:2: unknown key \"limit\". Did you mean \"limits\"?", "app.jar");
    }

    private int status(String request) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.send(request).read().status();
        }
    }

    private void assertMistake(String sentence, String... arguments) throws Exception {
        Files.createDirectories(folder.resolve("home"));
        List<String> all = new ArrayList<>(List.of("worker"));
        all.addAll(List.of(arguments));
        var result = Command.run(new PackagedLanner(folder).command(all.toArray(String[]::new)));
        assertThat(result.output()).isEqualTo("lanner: " + sentence + "\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        String help = new PackagedLanner(folder).run("worker", "--help");
        assertThat(help)
                .contains(dev.lanner.hosting.Command.WORKER.optionWords())
                .contains(" 130  ");
        assertThat(help.lines()).allMatch(line -> line.length() <= 110);
    }
}
