package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each row of docs/hosting.md names tests that there are. */
class HostingDocumentTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern RULE = Pattern.compile("\\|[-|]+\\|");

    /** The lines of all tables, without their heads. */
    private static List<String> rows() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("docs", "hosting.md"));
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .filter(i -> lines.get(i).startsWith("|"))
                .filter(i -> !RULE.matcher(lines.get(i)).matches())
                .filter(i ->
                        i + 1 == lines.size() || !RULE.matcher(lines.get(i + 1)).matches())
                .map(lines::get)
                .toList();
    }

    /** There, here, test. */
    @TestFactory
    Stream<DynamicTest> everyRowNamesItsTests() throws Exception {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row, () -> {
                    String[] cells = row.split("\\|");
                    assertThat(cells).as("a row has three cells").hasSize(4);
                    List<String> tests = QUOTED.matcher(cells[3])
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .toList();
                    assertThat(tests)
                            .isNotEmpty()
                            .allSatisfy(test -> assertThat(new NamedTest(test).exists())
                                    .as(test)
                                    .isTrue());
                }));
    }

    @Test
    void thereAreRows() throws Exception {
        assertThat(rows()).isNotEmpty();
    }
}
