package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.FeatureTableInDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each server gives exactly the features that the table in docs/hosting.md says. */
class FeatureMatrixTest {
    private static final String WRITE = "lanner.docs.write";
    private static final Path FEATURES = Path.of("src", "main", "java", "dev", "lanner", "feature");
    private static final String SUFFIX = "Feature";

    @TempDir
    Path folder;

    @Test
    void serversGiveWhatTheTableSays() throws Exception {
        String made = table();
        if (Boolean.getBoolean(WRITE)) {
            FeatureTableInDocument.write(made);
        }
        assertThat(FeatureTableInDocument.read())
                .as("the table is made by asking the servers; make it again by\n"
                        + "tools/test -DskipITs -Dtest=FeatureMatrixTest -D" + WRITE + "=true")
                .isEqualTo(made);
    }

    private String table() throws Exception {
        List<String> features = features();
        List<List<String>> columns = new ArrayList<>();
        for (FeaturedServer server : FeaturedServer.ALL) {
            Set<String> given = server.features(folder);
            assertThat(features).as("%s gives none but these", server.title()).containsAll(given);
            columns.add(features.stream()
                    .map(name -> given.contains(name) ? "yes" : "-")
                    .toList());
        }
        StringBuilder table = new StringBuilder();
        row(table, "feature", FeaturedServer.ALL.stream().map(FeaturedServer::title));
        row(table, "---", columns.stream().map(column -> "---"));
        for (int i = 0; i < features.size(); i++) {
            int at = i;
            String name = features.get(i);
            row(
                    table,
                    "`" + name.substring(0, name.length() - SUFFIX.length()) + "`",
                    columns.stream().map(column -> column.get(at)));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String first, Stream<String> others) {
        table.append("| ").append(first);
        others.forEach(cell -> table.append(" | ").append(cell));
        table.append(" |\n");
    }

    /** All that there are, by their names. */
    private static List<String> features() throws Exception {
        try (Stream<Path> files = Files.list(FEATURES)) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
