package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--port 1", "--port=1", "-p 1", "-p1"})
    void valueStandsBehindOrAttached(String line) throws UsageException {
        assertThat(parse(line).options()).isEqualTo(Map.of(Option.PORT, List.of("1")));
    }

    @Test
    void optionsThatRepeatHaveAllValues() throws UsageException {
        Arguments arguments = parse("-p 2 --cert a -q --port 1 --cert=b -q");

        assertThat(arguments.values(Option.PORT)).containsExactly("2", "1");
        assertThat(arguments.values(Option.CERT)).containsExactly("a", "b");
        assertThat(arguments.values(Option.KEY)).isEmpty();
        assertThat(arguments.value(Option.KEY)).isNull();
    }

    /** All keys without a dot; none may be near to an option. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment",
                "config",
                "urls",
                "http_ports",
                "https_ports",
                "preferUrls",
                "serverHeader",
                "backlog",
                "stopGrace",
                "daemon",
                "otherSchemes",
                "reusePort",
                "limits.bodyBytes"
            })
    void settingsAreLeftToTheConfiguration(String key) throws UsageException {
        String setting = "--" + key + "=1";

        assertThat(parse("worker app.jar " + setting + " -p 1").rest()).containsExactly("app.jar", setting);
        assertThat(parse("broker " + setting).rest()).containsExactly(setting);
    }

    @Test
    void commandIsTheFirstArgumentOrServe() throws UsageException {
        assertThat(parse("cert serve").named()).isEqualTo(Command.CERT);
        assertThat(parse("cert serve").rest()).containsExactly("serve");
        assertThat(parse("dir cert").named()).isNull();
        assertThat(parse("dir cert").command()).isEqualTo(Command.SERVE);
        assertThat(parse("dir cert").rest()).containsExactly("dir", "cert");
        assertThat(Arguments.parse().command()).isEqualTo(Command.SERVE);
    }

    @Test
    void restKeepsItsOrder() throws UsageException {
        Arguments arguments = parse("serve -q dir --hidden other");

        assertThat(arguments.rest()).containsExactly("dir", "other");
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
                    --no-list       | unknown option --no-list. Did you mean --no-listing?
                    --key-password  | unknown option --key-password. Did you mean --key-password-file?
                    cert --frob     | unknown option --frob. lanner cert --help lists the options.
                    cert --with-kye | unknown option --with-kye. Did you mean --with-key?
                    cert --prot     | unknown option --prot. lanner cert --help lists the options.
                    cert --port 1   | lanner cert has no option --port. lanner cert --help lists the options.
                    --with-key      | lanner serve has no option --with-key. lanner --help lists the options.
                    --log dev --log off        | --log is given twice, as dev and as off.
                    worker --main A --main=B   | --main is given twice, as A and as B.
                    worker --prot 1            | unknown option --prot. Did you mean --port?
                    worker --hidden            | lanner worker has no option --hidden. lanner worker --help lists the options.
                    --hidden=true   | --hidden takes no value, so it can't be --hidden=true.
                    """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
    }

    @Test
    void pathThatCanNotBeIsSaid() {
        assertThatThrownBy(() -> Arguments.path("a\0b"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("can't be the name of a file");
    }

    private static Arguments parse(String line) throws UsageException {
        return Arguments.parse(line.split(" ", -1));
    }
}
