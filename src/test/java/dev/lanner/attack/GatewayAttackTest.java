package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.gateway.Gateway;
import dev.lanner.gateway.GatewayOptions;
import dev.lanner.gateway.ScriptedApplication;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a gateway: from clients that want to be taken for it, and from applications that answer what they should not. */
class GatewayAttackTest {
    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.of(GatewayOptions.builder(ScriptedApplication.command())
                .logFile(folder.resolve("log"))
                .build());
        server = TestServer.start(gateway);
    }

    @AfterAll
    static void stop() {
        server.close();
        gateway.close();
    }

    private static RawClient.Answer send(String request) throws IOException {
        try (RawClient client = server.connect()) {
            return client.send(request).read();
        }
    }

    /** What the application got of a request with these fields. */
    private static String received(String... fields) throws IOException {
        return send("GET /echo HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n")
                .text();
    }

    @Test
    void forgedGateway() throws Exception {
        String received = received(
                "MS-ASPNETCORE-TOKEN: forged",
                "ms-aspnetcore-clientcert: forged",
                "MS-ASPNETCORE-WINAUTHTOKEN: forged",
                "MS-ASPNETCORE-EVENT: forged",
                "Forwarded: for=forged",
                "X-Forwarded-Host: forged",
                "X-Forwarded-Prefix: forged",
                "X-Original-For: forged");
        assertThat(received).doesNotContain("forged").containsOnlyOnce("MS-ASPNETCORE-");
    }

    /** To CGI, WSGI and their like, an underscore is a hyphen. */
    @Test
    void forgedGatewayByUnderscores() throws Exception {
        String received = received(
                "MS_ASPNETCORE_TOKEN: forged",
                "X_Forwarded_For: forged",
                "X_FORWARDED-PROTO: forged",
                "Content_Length: forged",
                "X_Mine: kept");
        assertThat(received).doesNotContain("forged").contains("X_Mine: kept");
    }

    /** Naming a field in Connection takes away the client's own, and never the gateway's. */
    @Test
    void hopByHopAbuse() throws Exception {
        String received =
                received("Connection: close, MS-ASPNETCORE-TOKEN, X-Forwarded-For, X-Forwarded-Proto, Host, Via");
        assertThat(received)
                .contains("\r\nHost: a\r\n", "\r\nX-Forwarded-For: 127.0.0.1:", "\r\nX-Forwarded-Proto: http\r\n")
                .contains("\r\nMS-ASPNETCORE-TOKEN: ", "\r\nVia: 1.1 lanner\r\n");
    }

    @Test
    void traceThatWouldShowTheToken() throws Exception {
        RawClient.Answer answer = send("TRACE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text()).doesNotContain("MS-ASPNETCORE");
    }

    @Test
    void forgedGatewayByTrailers() throws Exception {
        String trailers = String.join(
                "\r\n",
                "MS-ASPNETCORE-CLIENTCERT: forged",
                "X-Forwarded-Host: forged",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Proto: https",
                "Via: forged",
                "X-Kept: 1",
                "",
                "");
        String received = send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
                        + trailers)
                .text();
        assertThat(received).endsWith("1\r\nx\r\n0\r\nX-Kept: 1\r\n\r\n");
    }

    /** However content came, the application gets it in one framing, which is the gateway's own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n5;ext=\"a\"\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: Chunked\r\n\r\n0005\r\nhello\r\n0;x\r\n\r\n",
            })
    void requestSmugglingByChunks(String framing) throws Exception {
        assertThat(send("POST /echo HTTP/1.1\r\nHost: a\r\n" + framing).text())
                .containsOnlyOnce("Transfer-Encoding: chunked\r\n")
                .doesNotContain("Content-Length", "ext", ";x")
                .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void requestSmugglingByTargets() throws Exception {
        assertThat(send("GET http://b/echo/%0d%0aHost:%20c HTTP/1.1\r\nHost: b\r\n\r\n")
                        .text())
                .startsWith("GET /echo/%0D%0AHost:%20c HTTP/1.1\r\n")
                .containsOnlyOnce("\r\nHost: b\r\n");
    }

    /** Whatever two recipients could understand differently is no answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/both",
                "/two-lengths",
                "/signed-length",
                "/other-coding",
                "/coding-in-http10",
                "/bare-lf",
                "/folded",
                "/blank-before-colon",
                "/endless-head"
            })
    void responseSmuggling(String path) throws Exception {
        assertThat(send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").status())
                .isEqualTo(502);
    }

    /** Bytes behind a response are not the answer to the next request, whoever sends that. */
    @Test
    void responseQueuePoisoning() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(send("GET /poison HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("ok");
            assertThat(send("GET /known HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("hello");
        }
    }

    @Test
    void uninvitedUpgrades() throws Exception {
        assertThat(send("GET /uninvited-switch HTTP/1.1\r\nHost: a\r\n\r\n").status())
                .isEqualTo(502);
        assertThat(send("GET /other-switch HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: mine\r\n\r\n")
                        .status())
                .isEqualTo(502);
        assertThat(send("GET /switch HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
                        .status())
                .as("h2c is not passed on, so the application was not asked")
                .isEqualTo(502);
    }

    @Test
    void endlessInformationalResponses() throws Exception {
        try (RawClient client = server.connect()) {
            RawClient.Answer answer = client.get("/many-hints").read();
            int count = 0;
            while (answer.status() < 200) {
                count++;
                answer = client.read();
            }
            assertThat(answer.status()).isEqualTo(502);
            assertThat(count).isEqualTo(100);
        }
    }
}
