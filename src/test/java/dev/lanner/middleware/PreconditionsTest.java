package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.Headers;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conditions of a GET for a representation with the tag {@code "now"}, changed at 08:49:37 (RFC 9110 §13). The dates
 * {@code before}, {@code at} and {@code after} are one second apart.
 */
class PreconditionsTest {
    private static final String TAG = "\"now\"";
    private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    # step 1: If-Match, by strong comparison
                    If-Match: "now"                                    | MET
                    If-Match: "old"                                    | FAILED
                    If-Match: "old", "now"                             | MET
                    If-Match: "old","older" , "now"                    | MET
                    If-Match: W/"now"                                  | FAILED
                    If-Match: *                                        | MET
                    If-Match: now                                      | FAILED
                    If-Match: "a,b", "now"                             | MET
                    If-Match: "now                                     | FAILED
                    If-Match: "old" & If-Match: "now"                  | MET
                    # step 1 met, on to step 3: the date of step 2 is not looked at
                    If-Match: "now" & If-Unmodified-Since: before      | MET
                    If-Match: "old" & If-Unmodified-Since: after       | FAILED
                    If-Match: "now" & If-None-Match: "now"             | NOT_MODIFIED
                    If-Match: "old" & If-None-Match: "now"             | FAILED
                    If-Match: "now" & If-Modified-Since: at            | NOT_MODIFIED
                    # step 2: If-Unmodified-Since
                    If-Unmodified-Since: before                        | FAILED
                    If-Unmodified-Since: at                            | MET
                    If-Unmodified-Since: after                         | MET
                    If-Unmodified-Since: yesterday                     | MET
                    If-Unmodified-Since: before & If-Unmodified-Since: before | MET
                    If-Unmodified-Since: at & If-None-Match: "now"     | NOT_MODIFIED
                    If-Unmodified-Since: before & If-None-Match: "now" | FAILED
                    If-Unmodified-Since: at & If-Modified-Since: at    | NOT_MODIFIED
                    # step 3: If-None-Match, by weak comparison
                    If-None-Match: "now"                               | NOT_MODIFIED
                    If-None-Match: W/"now"                             | NOT_MODIFIED
                    If-None-Match: "old", W/"now"                      | NOT_MODIFIED
                    If-None-Match: *                                   | NOT_MODIFIED
                    If-None-Match: "old"                               | MET
                    If-None-Match: w/"now"                             | MET
                    If-None-Match: now                                 | MET
                    # step 3 decides: the date of step 4 is not looked at
                    If-None-Match: "old" & If-Modified-Since: after    | MET
                    If-None-Match: "now" & If-Modified-Since: before   | NOT_MODIFIED
                    # step 4: If-Modified-Since
                    If-Modified-Since: before                          | MET
                    If-Modified-Since: at                              | NOT_MODIFIED
                    If-Modified-Since: after                           | NOT_MODIFIED
                    If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT  | NOT_MODIFIED
                    If-Modified-Since: Sun Nov  6 08:49:37 1994        | NOT_MODIFIED
                    If-Modified-Since: yesterday                       | MET
                    If-Modified-Since: at & If-Modified-Since: at      | MET
                    Accept: */*                                        | MET
                    """)
    void precedenceOfRfc9110Section1322(String fields, Preconditions.Outcome expected) {
        assertThat(Preconditions.evaluate(headers(fields), TAG, MODIFIED)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    Accept: */*                       | true
                    If-Range: "now"                   | true
                    If-Range: "old"                   | false
                    If-Range: W/"now"                 | false
                    If-Range: "old", "now"            | false
                    If-Range: at                      | true
                    If-Range: before                  | false
                    If-Range: after                   | false
                    If-Range: Sun Nov  6 08:49:37 1994 | true
                    If-Range: yesterday               | false
                    """)
    void ifRangeOfRfc9110Section1315(String fields, boolean expected) {
        Instant now = MODIFIED.plusSeconds(60);

        assertThat(Preconditions.allowRange(headers(fields), TAG, MODIFIED, now))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "999, false", "1000, false", "1001, true"})
    void dateIsNoStrongValidatorInTheSecondOfTheChange(long millisSinceTheChange, boolean expected) {
        Instant now = MODIFIED.plusMillis(millisSinceTheChange);

        assertThat(Preconditions.allowRange(headers("If-Range: at"), TAG, MODIFIED, now))
                .isEqualTo(expected);
    }

    private static Headers headers(String fields) {
        Headers headers = new Headers();
        for (String line : fields.split(" & ", -1)) {
            int colon = line.indexOf(": ");
            headers.add(line.substring(0, colon), date(line.substring(colon + 2)));
        }
        return headers;
    }

    private static String date(String value) {
        return switch (value) {
            case "before" -> "Sun, 06 Nov 1994 08:49:36 GMT";
            case "at" -> "Sun, 06 Nov 1994 08:49:37 GMT";
            case "after" -> "Sun, 06 Nov 1994 08:49:38 GMT";
            default -> value;
        };
    }
}
