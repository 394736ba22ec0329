package dev.lanner.hosting;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs that build applications, and start them: those of this Java, and Maven. */
final class Tools {
    private static final Path HOME = Path.of(System.getProperty("java.home"));

    private Tools() {}

    static String java() {
        return HOME.resolve("bin").resolve("java").toString();
    }

    /** @throws IOException in one sentence, if this Java has no compiler */
    static String javac() throws IOException {
        Path javac = HOME.resolve("bin").resolve("javac");
        if (!Files.exists(javac) && !Files.exists(javac.resolveSibling("javac.exe"))) {
            throw new IOException("a source file needs a compiler, and the Java in " + HOME + " has none: use a JDK");
        }
        return javac.toString();
    }

    /**
     * The wrapper that a project brings along, or else the Maven on the PATH.
     *
     * @throws IOException in one sentence, if there is none
     */
    static String maven(Path project) throws IOException {
        Path wrapper = project.resolve("mvnw").toAbsolutePath();
        if (Files.isExecutable(wrapper)) {
            return wrapper.toString();
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : List.of("mvn", "mvn.cmd")) {
                Path maven = Path.of(folder, name);
                if (Files.isExecutable(maven)) {
                    return maven.toString();
                }
            }
        }
        throw new IOException("a Maven project needs Maven, and there is neither " + wrapper + " nor mvn on the PATH");
    }

    /** The classes of Lanner itself, which are on the class path of what has no other. */
    static String lanner() {
        try {
            return Path.of(Tools.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Runs a program that builds something; what it says goes to standard error.
     *
     * @param folder where; null for where this process is
     * @return its exit code
     */
    static int run(List<String> command, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder == null ? null : folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", HOME.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        process.getInputStream().transferTo(System.err);
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            process.destroy();
            throw new IOException("the build was stopped", stopped);
        }
    }
}
