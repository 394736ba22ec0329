package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice among br, gzip and the file as it is, by {@code Accept-Encoding} (RFC 9110 §12.5.3). */
class ContentCodingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    br                             | br
                    gzip                           | gzip
                    GZIP                           | gzip
                    x-gzip                         | gzip
                    gzip, deflate, br, zstd        | br
                    gzip;q=1.0, br;q=0.5           | gzip
                    gzip;q=0.5, br;q=0.5           | br
                    gzip;q=0, br                   | br
                    br;q=0, gzip;q=0.001           | gzip
                    br;q=0, *                      | gzip
                    *                              | br
                    *;q=0.5, br;q=0.4              | gzip
                    *;q=0.5, br;q=0.4, gzip;q=0.3  |
                    identity                       |
                    identity;q=1, *;q=0            |
                    identity;q=0.5, gzip;q=0.5     | gzip
                    identity;q=0.6, gzip;q=0.5     |
                    identity;q=0, gzip             | gzip
                    identity;q=0, *;q=0            |
                    gzip;q=0                       |
                    *;q=0                          |
                    deflate                        |
                    ''                             |
                    gzip;q=nonsense                |
                    gzip;q=1.5                     |
                    gzip;level=9                   |
                    br ; q=0.9 , gzip ; Q=1        | gzip
                    """)
    void isChosenByWeight(String accepted, String expected) {
        ContentCoding coding = ContentCoding.choose(accepted, ContentCoding.ALL);

        assertThat(coding == null ? null : coding.name()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"br, ", "gzip, gzip", "'br, gzip;q=0.1', gzip"})
    void isOneThatThereIs(String accepted, String expected) {
        ContentCoding gzip = ContentCoding.ALL.get(1);
        ContentCoding coding = ContentCoding.choose(accepted, List.of(gzip));

        assertThat(coding == null ? null : coding.name()).isEqualTo(expected);
    }

    @org.junit.jupiter.api.Test
    void nothingIsChosenForAClientThatDoesNotSay() {
        assertThat(ContentCoding.choose(null, ContentCoding.ALL)).isNull();
    }
}
