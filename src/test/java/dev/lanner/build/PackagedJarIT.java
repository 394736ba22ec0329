package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Looks at what users get: the jar, on the module path and on the class path, and the POM that is published with it. */
class PackagedJarIT {
    private static final String JAR = System.getProperty("lanner.jar");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String VERSION_LINE = "Lanner " + System.getProperty("lanner.version") + "\n";

    @Test
    void runsFromTheModulePath() throws Exception {
        assertThat(Command.run(JAVA, "-p", JAR, "-m", "dev.lanner", "--version").output())
                .isEqualTo(VERSION_LINE);
    }

    @Test
    void runsAsAJar() throws Exception {
        assertThat(Command.run(JAVA, "-jar", JAR, "--version").output()).isEqualTo(VERSION_LINE);
    }

    @Test
    void runsFromTheClassPath() throws Exception {
        assertThat(Command.run(JAVA, "-cp", JAR, "dev.lanner.hosting.Main", "--version")
                        .output())
                .isEqualTo(VERSION_LINE);
    }

    @Test
    void requiresNothingButJavaBase() {
        assertThat(descriptor().requires())
                .filteredOn(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .extracting(Requires::name)
                .containsExactly("java.base");
    }

    /** What is required statically is named to jdeps, which would not look for it otherwise. */
    @Test
    void usesNoModuleThatItDoesNotRequire() {
        List<String> required =
                descriptor().requires().stream().map(Requires::name).toList();
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(writer, writer, "-summary", "--add-modules", String.join(",", required), JAR);

        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString().lines())
                .filteredOn(line -> line.startsWith("dev.lanner -> "))
                .extracting(line -> line.substring("dev.lanner -> ".length()))
                .contains("java.base")
                .isSubsetOf(required);
    }

    @Test
    void exportsNothingInternal() {
        assertThat(descriptor().isOpen()).isFalse();
        assertThat(descriptor().exports())
                .filteredOn(exports -> !exports.isQualified())
                .extracting(Exports::source)
                .noneMatch(name -> name.startsWith("dev.lanner.internal"));
    }

    @Test
    void keepsTheRowsOfTheDesign() {
        assertThat(PackageRows.violations(Path.of(JAR))).isEmpty();
    }

    @Test
    void carriesTheLicence() throws IOException {
        try (var jar = new JarFile(JAR)) {
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    /** A POM without them is refused by Maven Central. */
    @Test
    void publishedPomTellsWhereItComesFrom() throws IOException {
        String pom = Files.readString(Path.of(System.getProperty("lanner.published.pom")));

        assertThat(pom)
                .containsPattern("</description>\\s*<url>https://")
                .contains("<developers>", "<scm>", "<connection>scm:git:https://");
    }

    @Test
    void publishedPomHasNoDependencyNoProfileAndNoBuild() throws IOException {
        String pom = Files.readString(Path.of(System.getProperty("lanner.published.pom")));
        assertThat(pom)
                .contains("<artifactId>lanner</artifactId>", "<name>Apache-2.0</name>")
                .doesNotContain("<dependenc", "<profile", "<build", "<parent");
    }

    private static ModuleDescriptor descriptor() {
        return ModuleFinder.of(Path.of(JAR)).find("dev.lanner").orElseThrow().descriptor();
    }
}
