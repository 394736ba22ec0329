package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.authentication.Authentication;
import dev.lanner.authentication.Basic;
import dev.lanner.authentication.Negotiate;
import dev.lanner.authentication.User;
import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl with a ticket of a real KDC. */
class NegotiateTest {
    private static final String SERVICE = "HTTP/localhost@LANNER.TEST";
    private static final Pattern TOKEN = Pattern.compile("uthorization: Negotiate (\\S+)");
    private static final Handler WHO = context -> context.response()
            .text(context.user() == null ? "nobody" : context.user().getName());

    @TempDir
    static Path realm;

    private static Kdc kdc;

    @TempDir
    Path folder;

    private Negotiate negotiate;
    private ClientServer server;
    private Curl curl;

    @BeforeAll
    static void startKdc() throws Exception {
        kdc = Kdc.start(realm);
    }

    @AfterAll
    static void stopKdc() throws IOException {
        if (kdc != null) {
            kdc.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        negotiate = Negotiate.of(SERVICE, kdc.keytab());
        Basic basic = Basic.of("r", (name, password) -> Optional.of(new User(name)));
        server = ClientServer.start(
                folder,
                Router.builder()
                        .get("/who", behind(Authentication.by(negotiate)))
                        .get("/both", behind(Authentication.by(negotiate, basic)))
                        .get("/open", behind(Authentication.by(negotiate).allowAnonymous())));
        curl = Curl.to(server);
    }

    private static Handler behind(Authentication authentication) {
        return Pipeline.builder().use(authentication).handle(WHO);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private String negotiated(Way way, String... more) throws Exception {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--negotiate";
        arguments[1] = "-u";
        arguments[2] = ":";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return kdc.run(curl.command(way, arguments));
    }

    /** What curl would have sent, for whatever host: a request that another server than the one that is asked for gets. */
    private String token(String host) throws Exception {
        int port = server.port(Way.HTTP1);
        String trace = negotiated(
                Way.HTTP1,
                "-v",
                "--connect-to",
                host + ":" + port + ":127.0.0.1:" + port,
                "http://" + host + ":" + port + "/who/elsewhere");
        Matcher found = TOKEN.matcher(trace);
        assertThat(found.find()).as(trace).isTrue();
        return found.group(1);
    }

    private RawClient.Answer send(String path, String authorization) throws Exception {
        try (RawClient client = RawClient.connect(server.port(Way.HTTP1))) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization
                            + "\r\n\r\n")
                    .read();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void ticketIsTaken(Way way) throws Exception {
        String answer = negotiated(way, "-i", server.url(way, "/who"));
        assertThat(answer).endsWith("alice@LANNER.TEST");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .containsPattern("www-authenticate: negotiate [a-z0-9+/]{40}");
        assertThat(negotiated(way, server.url(way, "/both"))).isEqualTo("alice@LANNER.TEST");
    }

    @Test
    void whoHasNoneIsAsked() throws Exception {
        String answer = curl.run(Way.HTTP1, "-i", server.url(Way.HTTP1, "/who"));
        assertThat(answer).contains("HTTP/1.1 401 ", "WWW-Authenticate: Negotiate\r\n");
        assertThat(curl.run(Way.HTTP1, server.url(Way.HTTP1, "/open"))).isEqualTo("nobody");
        assertThat(curl.run(Way.HTTP1_TLS, "-i", server.url(Way.HTTP1_TLS, "/both")))
                .contains("WWW-Authenticate: Negotiate\r\nWWW-Authenticate: Basic realm=\"r\", charset=\"UTF-8\"\r\n");
    }

    @Test
    void replayedTokenIsRefused() throws Exception {
        String token = token("localhost");
        assertThat(send("/who", "Negotiate " + token).status()).isEqualTo(200);
        assertThat(send("/who", "Negotiate " + token).status()).isEqualTo(401);
        assertThat(send("/open", "Negotiate " + token).status()).isEqualTo(401);
        assertThat(negotiate.refused()).isEqualTo(2);
    }

    @Test
    void tokenForAnotherServiceIsRefused() throws Exception {
        assertThat(send("/who", "Negotiate " + token("other.test")).status()).isEqualTo(401);
        assertThat(send("/who", "Negotiate " + token("localhost")).status()).isEqualTo(200);
    }

    @Test
    void malformedTokensAreRefused() throws Exception {
        byte[] good = Base64.getDecoder().decode(token("localhost"));
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            // In the first bytes are the structures, behind them is what is encrypted.
            int place = random.nextInt(i % 2 == 0 ? 200 : bad.length);
            bad[place] ^= (byte) (1 + random.nextInt(255));
            int length = i % 3 == 0 ? random.nextInt(bad.length) : bad.length;
            String token = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bad, length));
            RawClient.Answer answer = send("/who", "Negotiate " + token);
            assertThat(answer.status()).as(token).isIn(200, 401);
            if (answer.status() == 200) {
                assertThat(answer.text())
                        .isEqualTo("alice@LANNER.TEST"); // a bit that means nothing; then it was used up
                good = Base64.getDecoder().decode(token("localhost"));
            }
        }
        for (String bad : new String[] {"", "=", "!", "AAAA", "YA==", "\"x\"", "x=y"}) {
            assertThat(send("/who", "Negotiate " + bad).status()).as(bad).isIn(400, 401);
        }
        assertThat(negotiated(Way.HTTP1, server.url(Way.HTTP1, "/who"))).isEqualTo("alice@LANNER.TEST");
    }

    @Test
    void hugeTokenIsRefused() throws Exception {
        assertThat(send("/who", "Negotiate " + "A".repeat(20_000)).status()).isEqualTo(401);
        assertThat(send("/who", "Negotiate " + "A".repeat(2_000_000)).status()).isEqualTo(431);
    }

    /** NTLM, and what SPNEGO offers besides Kerberos: said once, and the client is not led round in circles. */
    @Test
    void otherMechanismsAreRefused() throws Exception {
        try (LogCapture log = LogCapture.of("lanner.authentication", Level.WARNING)) {
            String ntlm = Base64.getEncoder()
                    .encodeToString("NTLMSSP\0\1\0\0\0\7\u0082\10".getBytes(StandardCharsets.ISO_8859_1));
            RawClient.Answer both = send("/both", "Negotiate " + ntlm);
            assertThat(both.status()).isIn(401, 403);
            assertThat(both.field("www-authenticate")).isNull();
            assertThat(send("/who", "Negotiate " + ntlm).field("www-authenticate"))
                    .isEqualTo("Negotiate");
            assertThat(send("/who", "NTLM " + ntlm).status()).isEqualTo(401);
            assertThat(log.texts()).singleElement().asString().contains("NTLM", "no Kerberos ticket");
        }
    }

    /** A token that asks for another leg: each request is a first one. */
    @Test
    void furtherLegsAreNotGone() throws Exception {
        // NegTokenInit (RFC 4178 §4.2.1) with the mechanisms of Kerberos, and no token of it.
        String empty = "YBwGBisGAQUFAqASMBCgDjAMBgorBgEEAYI3AgIK";
        for (int leg = 0; leg < 5; leg++) {
            RawClient.Answer answer = send("/who", "Negotiate " + empty);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.field("www-authenticate")).isEqualTo("Negotiate");
        }
    }

    @Test
    void keysAreLookedForAtOnce() throws Exception {
        assertThatThrownBy(() -> Negotiate.of(SERVICE, folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can't be read");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> Negotiate.of("HTTP/x@", empty)).isInstanceOf(IllegalArgumentException.class);
    }
}
