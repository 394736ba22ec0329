package dev.lanner.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.server.DocumentedOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md has every key, with its default and the form of its value as the code has them. */
class ConfigurationDocumentTest {
    private static final Path FILE = Path.of("docs", "configuration.md");
    private static final Path TEMPLATE = Path.of("src", "test", "resources", "docs", "configuration.md");
    private static final String WRITE = "lanner.docs.write";

    @TempDir
    Path folder;

    @Test
    void documentIsWhatTheCodeMakes() throws Exception {
        String made = Files.readString(TEMPLATE).replace("${options}", options());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(FILE, made);
        }

        assertThat(Files.readString(FILE))
                .as("docs/configuration.md is made from the code and its template; make it again by\n"
                        + "tools/test -DskipITs -Dtest=ConfigurationDocumentTest -D" + WRITE + "=true")
                .isEqualTo(made);
    }

    private String options() throws Exception {
        Map<String, String> forms = new LinkedHashMap<>();
        OptionKey.SERVER.forEach(key -> forms.put(key.name(), key.kind().form()));
        OptionKey.LIMITS.forEach(
                key -> forms.put("limits." + key.name(), key.kind().form()));
        OptionKey.HTTP1.forEach(
                key -> forms.put("http1." + key.name(), key.kind().form()));
        OptionKey.HTTP2.forEach(
                key -> forms.put("http2." + key.name(), key.kind().form()));
        Map<String, String> defaults =
                new Told(folder).load().settings().stream().collect(Collectors.toMap(Setting::key, Setting::value));
        Map<String, String> meanings = EveryOptionTest.options().stream()
                .collect(Collectors.toMap(EveryOptionTest::key, ConfigurationDocumentTest::meaning));
        StringBuilder table = new StringBuilder("| key | default | value | |\n|---|---|---|---|\n");
        forms.forEach((key, form) ->
                table.append("| `%s` | `%s` | %s | %s |\n".formatted(key, defaults.get(key), form, meanings.get(key))));
        return table.toString().strip();
    }

    /** The first sentence of its documentation. */
    private static String meaning(DocumentedOption option) {
        String sentence = option.documentation().split("(?<=\\.) |; | Beyond", 2)[0];
        return sentence.replaceAll("\\{@link #?(?:\\w+#)?([\\w.()]+)}", "`$1`").replaceAll("\\{@code ([^}]+)}", "`$1`");
    }

    @Test
    void everyKeyIsThere() throws Exception {
        String document = Files.readString(FILE);
        for (List<String> keys : List.of(
                Schema.ADDRESS_KEYS,
                Schema.ENDPOINT_KEYS,
                Schema.HOST_KEYS,
                Schema.CERTIFICATE_KEYS,
                List.of("names"))) {
            assertThat(keys).allMatch(key -> document.contains("`" + key + "`"));
        }
        assertThat(Schema.ROOT.children().keySet())
                .containsAll(Set.of("endpoints", "certificates", "limits", "http1", "http2", "app"))
                .allMatch(key -> document.contains("`" + key));
    }
}
