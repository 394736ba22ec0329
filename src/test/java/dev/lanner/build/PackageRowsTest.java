package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the packages of this build to the rows of the design, and the check itself to planted packages. */
class PackageRowsTest {
    @TempDir
    Path folder;

    private final List<String> sources = new ArrayList<>();

    @Test
    void packagesOfThisBuildKeepTheRows() {
        assertThat(PackageRows.violations(Path.of("target", "classes"))).isEmpty();
    }

    @Test
    void lowerRowsAndDrawnArrowsAreAllowed() throws IOException {
        plant("dev.lanner.http");
        plant("dev.lanner.feature", "dev.lanner.http");
        plant("dev.lanner.server", "dev.lanner.feature", "dev.lanner.http");
        plant("dev.lanner.internal.server", "dev.lanner.server");
        plant("dev.lanner", "dev.lanner.internal.server");
        plant("dev.lanner.middleware", "dev.lanner");
        plant("dev.lanner.testing", "dev.lanner", "dev.lanner.internal.server");
        plant("dev.lanner.hosting", "dev.lanner.middleware", "dev.lanner");

        assertThat(violations()).isEmpty();
    }

    @Test
    void importFromAHigherRowIsCaught() throws IOException {
        plant("dev.lanner.internal.net", "dev.lanner.internal.server");
        plant("dev.lanner.internal.server");

        assertThat(violations())
                .containsExactly("dev.lanner.internal.net imports dev.lanner.internal.server, which is not below it:"
                        + " move what both need to a row below");
    }

    @Test
    void importAgainstAnArrowIsCaught() throws IOException {
        plant("dev.lanner", "dev.lanner.middleware");
        plant("dev.lanner.middleware");
        plant("dev.lanner.http", "dev.lanner.feature");
        plant("dev.lanner.feature");

        assertThat(violations())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("dev.lanner imports dev.lanner.middleware"),
                        second -> assertThat(second).startsWith("dev.lanner.http imports dev.lanner.feature"));
    }

    @Test
    void importWithinARowWithoutAnArrowIsCaught() throws IOException {
        plant("dev.lanner.internal.http1");
        plant("dev.lanner.internal.http2", "dev.lanner.internal.http1");

        assertThat(violations())
                .singleElement()
                .asString()
                .startsWith("dev.lanner.internal.http2 imports dev.lanner.internal.http1");
    }

    @Test
    void cycleIsCaught() throws IOException {
        plant("dev.lanner.internal.exchange", "dev.lanner.internal.http1");
        plant("dev.lanner.internal.http1", "dev.lanner.internal.exchange");

        assertThat(violations())
                .singleElement()
                .asString()
                .startsWith("dev.lanner.internal.exchange imports dev.lanner.internal.http1");
    }

    @Test
    void packageWithoutARowIsCaught() throws IOException {
        plant("dev.lanner.internal.stray");

        assertThat(violations())
                .containsExactly("dev.lanner.internal.stray has no row: give it one in PackageRows.STEPS and in"
                        + " ARCHITECTURE.md, as low as what it imports allows");
    }

    /** Writes a class into package {@code name} that uses the class of each package in {@code imports}. */
    private void plant(String name, String... imports) throws IOException {
        var code = new StringBuilder("package " + name + ";\npublic class Planted {\n");
        for (String imported : imports) {
            code.append("  public void use(").append(imported).append(".Planted used) {}\n");
        }
        Path file = folder.resolve("sources").resolve(name.replace('.', '/')).resolve("Planted.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, code.append("}\n"));
        sources.add(file.toString());
    }

    private Iterable<String> violations() {
        Path classes = folder.resolve("classes");
        var arguments = new ArrayList<>(List.of("-d", classes.toString()));
        arguments.addAll(sources);
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        int exit = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertThat(exit).as(out.toString()).isZero();
        return PackageRows.violations(classes);
    }
}
