package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.middleware.AccessLog;
import dev.lanner.server.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeOptionsTest {
    private static final Terminal PERSON = Terminal.of(true, Map.of(), false);
    private static final Terminal PIPE = Terminal.of(false, Map.of(), false);

    @TempDir
    Path folder;

    @BeforeEach
    void plant() throws IOException {
        Files.createDirectory(folder.resolve("site"));
        Files.createFile(folder.resolve("file.txt"));
    }

    private static ServeOptions options(Terminal terminal, String... arguments) throws UsageException {
        return ServeOptions.of(Arguments.parse(arguments), terminal);
    }

    @Test
    void defaultsShareThisFolderWithThisMachine() throws UsageException {
        assertThat(options(PERSON))
                .isEqualTo(new ServeOptions(
                        Path.of("."),
                        java.util.List.of(Endpoint.localhost(8080)),
                        AccessLog.Format.DEV,
                        true,
                        false,
                        false,
                        false));
    }

    @Test
    void logIsForWhoReadsIt() throws UsageException {
        assertThat(options(PIPE).log()).isEqualTo(AccessLog.Format.COMMON);
        assertThat(options(PERSON, "-q").log()).isNull();
        assertThat(options(PERSON, "-q", "--log", "json").log()).isEqualTo(AccessLog.Format.JSON);
        assertThat(options(PERSON, "--log=combined").log()).isEqualTo(AccessLog.Format.COMBINED);
        assertThat(options(PERSON, "--log", "off").log()).isNull();
    }

    @Test
    void folderStandsWithAndWithoutTheCommand() throws UsageException {
        Path site = folder.resolve("site");

        assertThat(options(PIPE, site.toString()).folder()).isEqualTo(site);
        assertThat(options(PIPE, "serve", site.toString()).folder()).isEqualTo(site);
        assertThat(options(PIPE, "serve").folder()).isEqualTo(Path.of("."));
    }

    @Test
    void flagsAreTaken() throws UsageException {
        ServeOptions options = options(PIPE, "--no-listing", "--hidden", "-q", "-v");

        assertThat(options.listing()).isFalse();
        assertThat(options.hidden()).isTrue();
        assertThat(options.quiet()).isTrue();
        assertThat(options.verbose()).isTrue();
    }

    @Test
    void endpointsAreWhatIsAskedFor() throws UsageException {
        Path socket = folder.resolve("socket");

        assertThat(options(PIPE, "-p", "0").endpoints()).containsExactly(Endpoint.localhost(0));
        assertThat(options(PIPE, "-b", "0.0.0.0").endpoints()).containsExactly(Endpoint.tcp("0.0.0.0", 8080));
        assertThat(options(PIPE, "-b", "[::1]", "-p", "1").endpoints()).containsExactly(Endpoint.tcp("::1", 1));
        assertThat(options(PIPE, "--unix", socket.toString()).endpoints()).containsExactly(Endpoint.unix(socket));
        assertThat(options(PIPE, "--unix", "socket").endpoints())
                .containsExactly(Endpoint.unix(Path.of("socket").toAbsolutePath()));
        assertThat(options(PIPE, "--unix", socket.toString(), "-p", "1").endpoints())
                .containsExactly(Endpoint.localhost(1), Endpoint.unix(socket));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -p x         | --port is "x"; it must be a number from 0 to 65535, 0 for any free port.
                    -p -1        | --port is "-1"; it must be a number from 0 to 65535, 0 for any free port.
                    -p 65536     | --port is "65536"; it must be a number from 0 to 65535, 0 for any free port.
                    --bind=      | --bind is empty; it must be an address of this machine, localhost, or * for all.
                    --log x      | --log is "x"; it must be dev, common, combined, json or off.
                    --log jsno   | --log is "jsno"; it must be dev, common, combined, json or off. Did you mean json?
                    serv         | there is no folder serv. Did you mean the command serve?
                    serve serv   | there is no folder serv.
                    missing      | there is no folder missing.
                    pom.xml      | pom.xml is a file; lanner serves folders.
                    . src        | one folder can be served, and there are 2: ., src.
                    serve . src  | one folder can be served, and there are 2: ., src.
                    """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> options(PIPE, line.split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void pathThatCanNotBeIsSaid() {
        assertThatThrownBy(() -> options(PIPE, "a\0b"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("can't be the name of a file");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", ""), false)
                        .hasColours())
                .isTrue();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "1"), false).hasColours())
                .isFalse();
        assertThat(Terminal.of(true, Map.of("TERM", "dumb"), false).hasColours())
                .isFalse();
        assertThat(Terminal.of(true, Map.of(), true).hasColours()).isFalse();
        assertThat(Terminal.of(false, Map.of(), false).hasColours()).isFalse();
    }
}
