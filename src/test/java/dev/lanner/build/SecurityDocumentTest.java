package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.server.DocumentedOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** What SECURITY.md says of attacks is true as far as names go: there are such limits, and such tests. */
class SecurityDocumentTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** A row of the tables of attacks. */
    private record Attack(String name, List<String> limits, List<String> tests) {}

    private static List<Attack> attacks() throws Exception {
        String document = Files.readString(Path.of("SECURITY.md"));
        return document.substring(document.indexOf("## Known classes of attack"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| class |"))
                .map(SecurityDocumentTest::attack)
                .toList();
    }

    private static Attack attack(String row) {
        String[] cells = row.split("\\|");
        assertThat(cells).as(row).hasSize(5);
        return new Attack(cells[1].strip(), quoted(cells[3]), quoted(cells[4]));
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyClassOfAttackHasTests() throws Exception {
        Set<String> options =
                DocumentedOption.all().stream().map(DocumentedOption::name).collect(Collectors.toSet());
        return attacks().stream()
                .map(attack -> DynamicTest.dynamicTest(attack.name, () -> {
                    assertThat(attack.tests).isNotEmpty().allMatch(test -> new NamedTest(test).exists());
                    assertThat(options).containsAll(attack.limits);
                }));
    }

    @Test
    void everyAttackTestIsNamed() throws Exception {
        Set<String> named =
                attacks().stream().flatMap(attack -> attack.tests.stream()).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Path.of("src", "test", "java", "dev", "lanner", "attack"))) {
            List<String> classes = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith("Test.java") && !file.equals("FootprintTest.java"))
                    .map(file -> file.replace(".java", ""))
                    .filter(name -> !named.contains(name))
                    .toList();
            for (String name : classes) {
                assertThat(named).containsAll(tests(name));
            }
        }
    }

    private static List<String> tests(String attack) throws ClassNotFoundException {
        return Arrays.stream(Class.forName("dev.lanner.attack." + attack).getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(method -> attack + "#" + method.getName())
                .toList();
    }
}
