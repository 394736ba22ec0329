package dev.lanner.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TlsVersion;
import dev.lanner.server.TrustedPeers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Where a configuration says to listen, and which of several that say so has its way. */
class ConfiguredEndpointsTest {
    private static final Endpoint A = Endpoint.localhost(1);
    private static final Endpoint B = Endpoint.localhost(2);

    @TempDir
    Path folder;

    private Told told;

    @BeforeEach
    void begin() {
        told = new Told(folder);
    }

    private List<Endpoint> endpoints(String... arguments) throws ConfigurationException {
        return told.load(arguments).options().endpoints();
    }

    @Test
    void nothingSaid() throws Exception {
        assertThat(endpoints()).containsExactly(Endpoint.localhost(8080));
        assertThat(told.load().settings()).contains(new Setting("urls", "http://localhost:8080", "default"));
        assertThat(told.load().warnings()).isEmpty();
    }

    @Test
    void urls() throws Exception {
        assertThat(endpoints("--urls", "http://localhost:1;http://*:2; http://+:3;http://[::1]:4;http://unix:/a;"))
                .containsExactly(
                        A,
                        Endpoint.anyAddress(2),
                        Endpoint.anyAddress(3),
                        Endpoint.tcp("::1", 4),
                        Endpoint.unix(Path.of("/a")));
        assertThat(endpoints("--urls=http://app.localhost:5;http://inherited"))
                .containsExactly(Endpoint.localhost(5), Endpoint.inherited());
        told.json("{\"urls\": [\"http://localhost:1\", \"http://localhost:2\"]}");
        assertThat(endpoints()).containsExactly(A, B);
        assertThat(told.variable("ASPNETCORE_URLS", "http://localhost:2")
                        .load()
                        .options()
                        .endpoints())
                .containsExactly(B);
        assertThat(told.variable("LANNER_URLS", "http://localhost:1")
                        .load()
                        .options()
                        .endpoints())
                .containsExactly(A);
    }

    @Test
    void ports() throws Exception {
        told.json("{\"http_ports\": [80, 81], \"https_ports\": \"443\"}").variable("LANNER_ENVIRONMENT", "Development");

        List<Endpoint> endpoints = endpoints();
        assertThat(endpoints.subList(0, 2)).containsExactly(Endpoint.anyAddress(80), Endpoint.anyAddress(81));
        assertThat(endpoints.get(2).url()).isEqualTo("https://*:443");
        assertThat(endpoints).hasSize(3);
    }

    @Test
    void urlsOverridePortsWithAWarning() throws Exception {
        told.json("{\"urls\": \"http://localhost:1\"}").variable("LANNER_HTTP_PORTS", "80");

        assertThat(endpoints()).containsExactly(A);
        assertThat(told.load().warnings())
                .containsExactly(
                        "http_ports (80, from LANNER_HTTP_PORTS) is overridden by urls (http://localhost:1, from "
                                + folder.resolve("lanner.json") + ":1:10)");
        told.variable("LANNER_URLS", "");
        assertThat(endpoints()).containsExactly(Endpoint.anyAddress(80));
    }

    @Test
    void endpointsOverrideUrlsWithAWarning() throws Exception {
        told.json("{\"endpoints\": {\"Web\": {\"url\": \"http://localhost:1\"}}}");

        assertThat(endpoints("--urls", "http://localhost:2")).containsExactly(A);
        assertThat(told.load("--urls", "http://localhost:2").warnings())
                .containsExactly(
                        "urls (http://localhost:2, from --urls) is overridden by the endpoints of endpoints.web;"
                                + " preferUrls turns that round");
    }

    @Test
    void urlsOverrideEndpointsIfThatIsPreferred() throws Exception {
        told.json("{\"endpoints\": {\"web\": {\"url\": \"http://localhost:1\"}}, \"preferUrls\": true}");

        assertThat(endpoints()).containsExactly(A);
        assertThat(endpoints("--urls", "http://localhost:2")).containsExactly(B);
        assertThat(told.load("--urls", "http://localhost:2").warnings())
                .containsExactly(
                        "urls (http://localhost:2, from --urls) overrides the endpoints of endpoints.web, since"
                                + " preferUrls is true");
    }

    @Test
    void endpointsOfTheCodeAreThereToo() throws Exception {
        told.code(ServerOptions.builder().listen(A).build())
                .json("{\"endpoints\": {\"web\": {\"url\": \"http://localhost:2\"}}}");

        assertThat(endpoints()).containsExactly(A, B);
        assertThat(endpoints("--urls", "http://localhost:3")).containsExactly(A, B);
        assertThat(told.load("--urls", "http://localhost:3").warnings())
                .singleElement()
                .asString()
                .contains("is overridden by the endpoints of the code, endpoints.web");
        assertThat(endpoints("--urls", "http://localhost:3", "--preferUrls=true"))
                .containsExactly(Endpoint.localhost(3));
    }

    @Test
    void namedEndpointsFromAllSources() throws Exception {
        told.json("{\"endpoints\": {\"Web\": {\"url\": \"http://localhost:9\"}}}")
                .variable("LANNER_ENDPOINTS__WEB__URL", "http://localhost:1");

        assertThat(endpoints("--endpoints.sock.url=http://unix:/a", "--endpoints.sock.mode=rw-rw----"))
                .containsExactly(A, Endpoint.unix(Path.of("/a"), "rw-rw----"));
    }

    @Test
    void tls() throws Exception {
        Files.createDirectory(folder.resolve("keys"));
        Files.write(folder.resolve("b.p12"), new byte[] {0x30, (byte) 0x82, 0, 0});
        Files.writeString(folder.resolve("word"), "secret\n");
        told.json("""
                {
                  "certificates": {
                    "default": {"file": "keys/a.pem", "key": "keys/a.key", "passwordFile": "word"},
                    "b": {"file": "b.p12", "password": "x", "alias": "y"}
                  },
                  "endpoints": {
                    "web": {
                      "url": "https://*:443",
                      "certificate": ["default", "B"],
                      "minimumVersion": "TLSv1.3",
                      "clientCertificates": "allowed",
                      "clientAuthorities": "ca.pem",
                      "names": {
                        "*.Example.org": {"certificate": "b"},
                        "admin.example.org": {"clientCertificates": "required", "clientAuthorities": "ca.pem"}
                      }
                    }
                  }
                }""");
        CertificateSource a =
                CertificateSource.pem(folder.resolve("keys/a.pem"), folder.resolve("keys/a.key"), "secret");
        CertificateSource b = new CertificateSource.Pkcs12(folder.resolve("b.p12"), "x", "y");

        Endpoint.Tls endpoint = (Endpoint.Tls) endpoints().getFirst();
        assertThat(endpoint.url()).isEqualTo("https://*:443");
        TlsOptions options = endpoint.options();
        assertThat(options.certificates()).containsExactly(a, b);
        assertThat(options.certificatesByName()).containsExactly(Map.entry("*.example.org", List.of(b)));
        assertThat(options.minimumVersion()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(options.refusesUnknownNames()).isFalse();
        assertThat(options.clientCertificates()).isEqualTo(ClientCertificates.allowed(folder.resolve("ca.pem")));
        assertThat(options.clientCertificatesByName())
                .containsExactly(Map.entry("admin.example.org", ClientCertificates.required(folder.resolve("ca.pem"))));
        assertThat(endpoints()).isEqualTo(endpoints());
    }

    @Test
    void proxyProtocol() throws Exception {
        told.json("""
                {"endpoints": {"web": {"url": "http://localhost:1", "proxyProtocol": ["10.0.0.0/8", "::1"]}}}""");

        assertThat(endpoints()).containsExactly(A.withProxyProtocol(TrustedPeers.of("10.0.0.0/8", "::1")));
        assertThat(told.variable("LANNER_ENDPOINTS__WEB__PROXY_PROTOCOL", "192.0.2.1, unix")
                        .load()
                        .options()
                        .endpoints())
                .containsExactly(A.withProxyProtocol(TrustedPeers.of("192.0.2.1", "unix")));
        assertThat(endpoints(
                        "--environment=Development",
                        "--endpoints.web.url=https://localhost:1",
                        "--endpoints.web.proxyProtocol=192.0.2.2"))
                .containsExactly(
                        A.withProxyProtocol(TrustedPeers.of("192.0.2.2")).withTls(TlsOptions.development()));
    }

    @Test
    void hostsAsArguments() throws Exception {
        TlsOptions options = ((Endpoint.Tls) endpoints(
                                "--endpoints.a.url=https://localhost:1",
                                "--endpoints.a.refuseUnknownNames=true",
                                "--endpoints.a.names.www.example.org.certificate=development")
                        .getFirst())
                .options();

        assertThat(options.refusesUnknownNames()).isTrue();
        assertThat(options.certificates()).isEmpty();
        assertThat(options.certificatesByName())
                .containsExactly(Map.entry("www.example.org", List.of(CertificateSource.development())));
    }

    @Test
    void developmentCertificateInDevelopmentOnly() throws Exception {
        assertThat(((Endpoint.Tls) endpoints("--urls=https://localhost:1", "--environment=Development")
                                .getFirst())
                        .options())
                .isEqualTo(TlsOptions.development());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> endpoints("--urls=https://localhost:1"))
                .withMessage(
                        "--urls: https://localhost:1 needs a certificate: give certificates.default a file, or name"
                                + " the development certificate (\"certificate\": \"development\"), which the environment"
                                + " Development takes by itself");
    }

    @TestFactory
    Stream<DynamicTest> mistakes() {
        Map<String, String> mistakes = new TreeMap<>(Map.ofEntries(
                Map.entry("--endpoints.a.mode=rw-------", "endpoints.a has no url: endpoints.a.url is missing"),
                Map.entry(
                        "--endpoints.a.url=http://localhost:1 --endpoints.a.mode=rw-------",
                        "--endpoints.a.mode: a mode is for Unix domain sockets, and this is http://localhost:1"),
                Map.entry(
                        "--endpoints.a.url=http://unix:/a --endpoints.a.mode=x",
                        "--endpoints.a.mode: \"x\" is not a mode such as rw-rw----"),
                Map.entry(
                        "--endpoints.a.url=http://localhost:1 --endpoints.a.certificate=b",
                        "--endpoints.a.certificate: endpoints.a.certificate is for https, and the url is"
                                + " http://localhost:1"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=sit --certificates.site.file=x",
                        "--endpoints.a.certificate: there is no certificate \"sit\". Did you mean \"site\"?"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=b --certificates.b.key=x",
                        "the certificate \"b\" has no file: certificates.b.file is missing"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=b --certificates.b.file=x.p12"
                                + " --certificates.b.key=y",
                        "--certificates.b.key: FOLDER/x.p12 is PKCS#12, which has its key inside: leave this out"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=b --certificates.b.file=x"
                                + " --certificates.b.alias=y",
                        "--certificates.b.alias: an alias is for PKCS#12, and FOLDER/x is none"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=b --certificates.b.file=x"
                                + " --certificates.b.password=y --certificates.b.passwordFile=z",
                        "--certificates.b.passwordFile: there is a password too, from --certificates.b.password; one of"
                                + " them must go"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=b --certificates.b.file=x"
                                + " --certificates.b.passwordFile=z",
                        "--certificates.b.passwordFile: FOLDER/z does not exist"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=development"
                                + " --endpoints.a.clientCertificates=required",
                        "--endpoints.a.clientCertificates: client certificates are REQUIRED but no authority is given"
                                + " that is believed"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=development"
                                + " --endpoints.a.clientAuthorities=x",
                        "--endpoints.a.clientAuthorities: endpoints.a.clientCertificates is missing, which says whether"
                                + " they are required"),
                Map.entry(
                        "--endpoints.a.url=https://localhost:1 --endpoints.a.certificate=development"
                                + " --endpoints.a.names.a_b.certificate=development",
                        "--endpoints.a.url: \"a_b\" is not a host name, nor *. before one"),
                Map.entry(
                        "--endpoints.a.url=http://localhost:1 --endpoints.b.url=http://localhost:1",
                        "http://localhost:1 is to be listened on twice"),
                Map.entry(
                        "--endpoints.a.url=http://localhost:1 --endpoints.b.url=http://localhost:1"
                                + " --endpoints.b.proxyProtocol=::1",
                        "http://localhost:1 is to be listened on twice"),
                Map.entry(
                        "--endpoints.a.url=http://localhost:1 --endpoints.a.proxyProtocol=::1;me",
                        "--endpoints.a.proxyProtocol: \"me\" is no peer; it must be an address such as 192.0.2.7, a"
                                + " network such as 10.0.0.0/8, or unix"),
                Map.entry(
                        "--http_ports=80;x",
                        "--http_ports: \"x\" in \"http://*:x\" is not a port; it must be http://HOST[:PORT] or"
                                + " http://unix:/PATH")));
        return mistakes.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getValue(),
                        () -> assertThatExceptionOfType(ConfigurationException.class)
                                .isThrownBy(() -> told.load(entry.getKey().split(" ")))
                                .withMessage(entry.getValue().replace("FOLDER", folder.toString()))));
    }
}
