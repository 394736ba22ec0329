package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|3|false",
                "u=0|0|false",
                "u=7|7|false",
                "i|3|true",
                "u=0, i|0|true",
                "i,u=5|5|true",
                "\" \tu=2\t , i=?1 \"|2|true",
                "i, i=?0|3|false",
                "u=1, u=6|6|false",
                "u=8, i|3|true",
                "u=-1|3|false",
                "u=, =, ii, U=1, I|3|false",
                "\",,\"|3|false",
                "u=4, x=\"a,b\", i|4|true"
            })
    void readsWhatItUnderstands(String field, int urgency, boolean incremental) {
        assertThat(Priority.of(field)).isEqualTo(new Priority(urgency, incremental));
    }

    @Test
    void withoutAFieldStreamsTakeTurns() {
        assertThat(Priority.of(null)).isEqualTo(Priority.UNSAID);
    }
}
