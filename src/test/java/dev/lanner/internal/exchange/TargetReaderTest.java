package dev.lanner.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetReaderTest {
    /** A {@code %2F} in a decoded path always was an escaped slash, so that nobody who decodes it once more is fooled. */
    @ParameterizedTest
    @CsvSource({
        "/a%2Fb, /a%2Fb",
        "/a%2fb, /a%2Fb",
        "/a%252Fb, /a%252Fb",
        "/a%25%32Fb, /a%252Fb",
        "/a%252%46b, /a%252Fb",
        "/a%25%32%66b, /a%252fb",
        "/a%25%33Fb, /a%3Fb",
        "/a%25, /a%",
        "/a%252, /a%2",
    })
    void escapedSlashesAreNotMistaken(String raw, String path) throws Exception {
        assertThat(TargetReader.read(raw, HttpMethod.GET).path()).isEqualTo(path);
    }
}
