package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.middleware.AccessLog;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeOptionsTest {
    private static final Terminal PERSON = Terminal.of(true, true, Map.of(), false);
    private static final Terminal PIPE = Terminal.of(false, false, Map.of(), false);

    @TempDir
    Path folder;

    @BeforeEach
    void plant() throws IOException {
        Files.createDirectory(folder.resolve("site"));
        Files.createFile(folder.resolve("file.txt"));
    }

    private static ServeOptions options(Terminal terminal, String... arguments) throws UsageException {
        return ServeOptions.of(Arguments.parse(arguments), Map.of(), Instant.now(), terminal);
    }

    @Test
    void defaultsShareThisFolderWithThisMachine() throws UsageException {
        assertThat(options(PERSON))
                .isEqualTo(new ServeOptions(
                        Path.of("."),
                        java.util.List.of(Endpoint.localhost(8080)),
                        ServerOptions.DEFAULT,
                        AccessLog.Format.DEV,
                        false,
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
        ServeOptions options = options(PIPE, "--no-listing", "--hidden", "-q", "-v", "--trace");

        assertThat(options.listing()).isFalse();
        assertThat(options.hidden()).isTrue();
        assertThat(options.quiet()).isTrue();
        assertThat(options.verbose()).isTrue();
        assertThat(options.trace()).isTrue();
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
        assertThat(options(PIPE, "-p1", "-p2", "-b", "::1", "-b*", "--unix", "/a", "--unix", "/b")
                        .endpoints())
                .containsExactly(
                        Endpoint.tcp("::1", 1),
                        Endpoint.tcp("::1", 2),
                        Endpoint.tcp("*", 1),
                        Endpoint.tcp("*", 2),
                        Endpoint.unix(Path.of("/a")),
                        Endpoint.unix(Path.of("/b")));
    }

    @Test
    void configurationSaysTheRest() throws UsageException {
        ServerOptions configured = ServerOptions.builder()
                .listen(Endpoint.localhost(7))
                .limits(Limits.builder().bodyBytes(7).build())
                .backlog(7)
                .build();
        ServeOptions options = options(PIPE, "-p", "1");

        assertThat(options.with(configured, true).server().endpoints()).containsExactly(Endpoint.localhost(1));
        ServerOptions server = options.with(configured, false).server();
        assertThat(server.endpoints()).containsExactly(Endpoint.localhost(7));
        assertThat(server.limits().bodyBytes()).isEqualTo(7);
        assertThat(server.backlog()).isEqualTo(7);
    }

    @Test
    void httpsIsTlsOnEveryEndpoint() throws UsageException {
        TlsOptions[] found = new TlsOptions[2];
        ServeOptions options = options(PIPE, "--https", "-b", "*", "--unix", "s");

        for (int i = 0; i < 2; i++) {
            found[i] = ((Endpoint.Tls) options.endpoints().get(i)).options();
            assertThat(found[i].certificates()).containsExactly(CertificateSource.development());
        }
        assertThat(options.endpoints())
                .containsExactly(
                        Endpoint.https("*", 8443, found[0]),
                        Endpoint.unix(Path.of("s").toAbsolutePath()).withTls(found[1]));
        assertThat(options.hasDevelopmentCertificate()).isTrue();
        assertThat(options(PIPE).hasDevelopmentCertificate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "-p 1, true, false",
        "--https, true, false",
        "-b 127.0.0.1, true, false",
        "-b ::1 --https, true, false",
        "-b 0.0.0.0, false, true",
        "-b * --https, false, true",
        "--unix s --https, false, false",
        "--unix s -p 1, true, false"
    })
    void knowsWhoCanCome(String line, boolean thisMachineAlone, boolean othersToo) throws UsageException {
        ServeOptions options = options(PIPE, line.split(" ", -1));

        assertThat(options.isForThisMachineAlone()).isEqualTo(thisMachineAlone);
        assertThat(options.isForOthersToo()).isEqualTo(othersToo);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -p x         | --port is "x"; it must be a number from 0 to 65535, 0 for any free port.
                    -p -1        | --port is "-1"; it must be a number from 0 to 65535, 0 for any free port.
                    -p 65536     | --port is "65536"; it must be a number from 0 to 65535, 0 for any free port.
                    --bind=      | --bind is empty; it must be an address of this machine, localhost, or * for all.
                    -p 1 -p 1    | http://localhost:1 is to be listened on twice.
                    --log x      | --log is "x"; it must be dev, common, combined, json or off.
                    --log jsno   | --log is "jsno"; it must be dev, common, combined, json or off. Did you mean json?
                    serv         | there is no folder serv. Did you mean the command serve?
                    cret         | there is no folder cret. Did you mean the command cert?
                    -q cert      | there is no folder cert. The command stands first: lanner cert.
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
}
