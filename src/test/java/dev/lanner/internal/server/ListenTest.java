package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** A server that runs listens elsewhere, and nobody notices who does not have to. */
class ListenTest {
    private static final Endpoint ANY = Endpoint.tcp("127.0.0.1", 0);

    private final CountDownLatch runs = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Handler handler = context -> {
        if (context.request().path().equals("/slow")) {
            runs.countDown();
            Await.latch(mayEnd);
        }
        context.response().text(context.request().scheme());
    };

    private TestServer start(Endpoint... endpoints) throws IOException {
        ServerOptions.Builder options = ServerOptions.builder();
        for (Endpoint endpoint : endpoints) {
            options.listen(endpoint);
        }
        return TestServer.start(options.build(), handler);
    }

    private static Endpoint at(int port) {
        return Endpoint.tcp("127.0.0.1", port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, RawClient.V4)) {
            return probe.getLocalPort();
        }
    }

    private static String scheme(RawClient client) throws IOException {
        return client.get("/").read().text();
    }

    private static boolean refuses(int port) throws IOException {
        try (Socket socket = new Socket(RawClient.V4, port)) {
            return !socket.isConnected();
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void newOneIsOpenedAndTheOtherIsUntouched() throws Exception {
        int second = freePort();
        try (TestServer server = start(ANY);
                RawClient before = server.connect()) {
            int first = server.port();
            assertThat(scheme(before)).isEqualTo("http");

            server.edge().listen(List.of(ANY, at(second)));

            assertThat(TestServer.addresses(server.edge()))
                    .containsExactly("http://127.0.0.1:" + first, "http://127.0.0.1:" + second);
            assertThat(scheme(before)).isEqualTo("http");
            try (RawClient client = RawClient.connect(second)) {
                assertThat(scheme(client)).isEqualTo("http");
            }
        }
    }

    @Test
    void requestsOfTheOneThatIsGoneEnd() throws Exception {
        int second = freePort();
        try (TestServer server = start(ANY, at(second));
                RawClient stays = server.connect();
                RawClient idle = RawClient.connect(second);
                RawClient busy = RawClient.connect(second)) {
            assertThat(scheme(stays)).isEqualTo("http");
            assertThat(scheme(idle)).isEqualTo("http");
            busy.get("/slow");
            Await.latch(runs);

            server.edge().listen(List.of(ANY));

            assertThat(idle.isAtEnd()).isTrue();
            assertThat(refuses(second)).isTrue();
            mayEnd.countDown();
            RawClient.Answer answer = busy.read();
            assertThat(answer.text()).isEqualTo("http");
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(scheme(stays)).isEqualTo("http");
            assertThat(TestServer.addresses(server.edge())).hasSize(1);
        }
    }

    @Test
    void oneThatCanNotBeHadChangesNothing() throws Exception {
        int second = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, RawClient.V4);
                TestServer server = start(ANY)) {
            List<String> before = TestServer.addresses(server.edge());

            assertThatThrownBy(() -> server.edge().listen(List.of(at(second), at(taken.getLocalPort()))))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("is in use");

            assertThat(TestServer.addresses(server.edge())).isEqualTo(before);
            assertThat(refuses(second)).isTrue();
            try (RawClient client = server.connect()) {
                assertThat(scheme(client)).isEqualTo("http");
            }
        }
    }

    @Test
    void otherTlsIsForNewConnections() throws Exception {
        TlsOptions one = TlsOptions.of(TlsTesting.certificate(Instant.now()));
        TlsOptions other = TlsOptions.of(TlsTesting.certificate(Instant.now()));
        try (TestServer server = start(ANY.withTls(one));
                SSLSocket before = secured(server.port())) {
            Certificate shown = before.getSession().getPeerCertificates()[0];
            RawClient client = RawClient.over(before);
            assertThat(scheme(client)).isEqualTo("https");

            server.edge().listen(List.of(ANY.withTls(other)));

            assertThat(scheme(client)).isEqualTo("https");
            try (SSLSocket after = secured(server.port())) {
                assertThat(after.getSession().getPeerCertificates()[0]).isNotEqualTo(shown);
            }
            server.edge().listen(List.of(ANY));
            assertThat(TestServer.addresses(server.edge())).containsExactly("http://127.0.0.1:" + server.port());
            assertThat(scheme(client)).isEqualTo("https");
            try (RawClient clear = server.connect()) {
                assertThat(scheme(clear)).isEqualTo("http");
            }
        }
    }

    private static SSLSocket secured(int port) throws IOException {
        SSLSocket socket =
                (SSLSocket) TlsTesting.trustingAll().getSocketFactory().createSocket(RawClient.V4, port);
        socket.startHandshake();
        return socket;
    }

    @Test
    void onlyWhileItRuns() throws Exception {
        TestServer server = start(ANY);
        assertThatIllegalArgumentException().isThrownBy(() -> server.edge().listen(List.of()));
        server.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> server.edge().listen(List.of(ANY)))
                .withMessage("the server does not run");
    }
}
