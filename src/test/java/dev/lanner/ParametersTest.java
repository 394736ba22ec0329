package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Names with values: look-ups, order, and what must not be shown. */
class ParametersTest {
    private final Parameters parameters = parameters("b", "1", "a", "2", "b", "3");

    @Test
    void lookUpsSearchInOrder() {
        assertThat(parameters.size()).isEqualTo(3);
        assertThat(parameters.isEmpty()).isFalse();
        assertThat(parameters.first("b")).isEqualTo("1");
        assertThat(parameters.first("B")).isNull();
        assertThat(parameters.all("b")).containsExactly("1", "3");
        assertThat(parameters.all("c")).isEmpty();
        assertThat(parameters.contains("a")).isTrue();
        assertThat(parameters.contains("c")).isFalse();
        assertThat(parameters.names()).containsExactly("b", "a");
    }

    @Test
    void emptyHasNothing() {
        assertThat(Parameters.EMPTY.isEmpty()).isTrue();
        assertThat(Parameters.EMPTY.first("a")).isNull();
        assertThat(parameters()).isSameAs(Parameters.EMPTY);
    }

    @Test
    void whatIsGivenAwayDoesNotLeadBack() {
        assertThatThrownBy(() -> parameters.all("b").clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> parameters.names().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void textForPeopleHasNoSecrets() {
        assertThat(parameters).hasToString("3 parameters");
    }

    private static Parameters parameters(String... namesAndValues) {
        var into = new Parameters.Collector(10, ApplicationRule.FORM_TOO_MANY_FIELDS);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            try {
                into.add(namesAndValues[i], namesAndValues[i + 1]);
            } catch (java.io.IOException tooMany) {
                throw new AssertionError(tooMany);
            }
        }
        return into.parameters();
    }
}
