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
        assertMistake("no class in home has a main method.", "home");
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
