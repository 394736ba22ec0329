package dev.lanner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.NamedTest;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/limits.md is what the code says, and every limit in it has its reason and its tests. */
class LimitsDocumentTest {
    private static final String WRITE = "lanner.docs.write";

    @Test
    void documentIsWhatTheCodeMakes() throws Exception {
        String made = LimitsDocument.make();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(LimitsDocument.FILE, made);
        }

        assertThat(Files.readString(LimitsDocument.FILE))
                .as("docs/limits.md is made from the code; make it again by\n"
                        + "tools/test -DskipITs -Dtest=LimitsDocumentTest -D" + WRITE + "=true")
                .isEqualTo(made);
    }

    @Test
    void everyLimitHasItsNotes() throws Exception {
        assertThat(LimitNotes.names())
                .containsExactlyInAnyOrderElementsOf(LimitsDocument.bounds().stream()
                        .map(LimitsDocument::qualified)
                        .toList())
                .containsAll(LimitNotes.namedByRules());
    }

    @TestFactory
    Stream<DynamicTest> everyLimitSaysWhyAndHasTests() throws Exception {
        return LimitsDocument.bounds().stream()
                .map(option -> DynamicTest.dynamicTest(option.name(), () -> {
                    LimitNotes notes = LimitNotes.of(LimitsDocument.qualified(option));
                    assertThat(LimitsDocument.what(option)).isNotEmpty();
                    assertThat(LimitsDocument.why(option)).isNotEmpty();
                    assertThat(LimitsDocument.tests(option, notes))
                            .isNotEmpty()
                            .allMatch(test -> new NamedTest(test).exists());
                }));
    }
}
