package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--port 1", "--port=1", "-p 1", "-p1", "-p 2 --port 1"})
    void valueStandsBehindOrAttached(String line) throws UsageException {
        assertThat(parse(line).options()).isEqualTo(Map.of(Option.PORT, "1"));
    }

    @Test
    void restKeepsItsOrder() throws UsageException {
        Arguments arguments = parse("serve -q dir --hidden");

        assertThat(arguments.rest()).containsExactly("serve", "dir");
        assertThat(arguments.options()).containsOnlyKeys(Option.QUIET, Option.HIDDEN);
    }

    @Test
    void behindTwoDashesAreNoOptions() throws UsageException {
        assertThat(parse("-q -- -p --hidden").rest()).containsExactly("-p", "--hidden");
        assertThat(parse("-").rest()).containsExactly("-");
    }

    @Test
    void valueMayLookLikeAnOptionAndMayBeEmpty() throws UsageException {
        assertThat(Arguments.parse("--bind", "-x").value(Option.BIND)).isEqualTo("-x");
        assertThat(Arguments.parse("--bind=").value(Option.BIND)).isEmpty();
        assertThat(Arguments.parse("--unix=a=b").value(Option.UNIX)).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prot 1        | unknown option --prot. Did you mean --port?
                    --prot=1        | unknown option --prot. Did you mean --port?
                    -hidden         | unknown option -hidden. Did you mean --hidden?
                    -x              | unknown option -x. lanner --help lists the options.
                    --frobnicate    | unknown option --frobnicate. lanner --help lists the options.
                    -qv             | unknown option -qv. lanner --help lists the options.
                    --port          | --port needs a value: a number from 0 to 65535, 0 for any free port.
                    -q -b           | -b needs a value: an address of this machine, localhost, or * for all.
                    --hidden=true   | --hidden takes no value, so it can't be --hidden=true.
                    """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
    }

    private static Arguments parse(String line) throws UsageException {
        return Arguments.parse(line.split(" ", -1));
    }
}
