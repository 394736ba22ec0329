package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TrustedPeers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of proxies that tell the client's address first, and of others who would like to. */
class ProxyProtocolTest {
    private static final String HEADER = "PROXY TCP4 192.0.2.1 198.51.100.1 54203 443\r\n";
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Endpoint ENDPOINT =
            Endpoint.tcp("127.0.0.1", 0).withProxyProtocol(TrustedPeers.of("127.0.0.1"));

    private static void describe(HttpContext context) throws IOException {
        InetSocketAddress client = (InetSocketAddress) context.connection().remoteAddress();
        InetSocketAddress peer = (InetSocketAddress) context.connection().peerAddress();
        context.response()
                .text(client.getAddress().getHostAddress()
                        + (client.equals(peer) ? "" : ":" + client.getPort()) + " by "
                        + peer.getAddress().getHostAddress());
    }

    private static ServerOptions on(Endpoint endpoint) {
        return ServerOptions.builder().listen(endpoint).build();
    }

    private static TestServer start() throws IOException {
        return TestServer.start(on(ENDPOINT), ProxyProtocolTest::describe);
    }

    @Test
    void clientIsWhoTheProxySays() throws Exception {
        try (TestServer server = start();
                RawClient proxy = server.connect()) {
            proxy.send(HEADER + REQUEST + REQUEST);
            assertThat(proxy.read().text()).isEqualTo("192.0.2.1:54203 by 127.0.0.1");
            assertThat(proxy.read().text()).isEqualTo("192.0.2.1:54203 by 127.0.0.1");
        }
    }

    /** The proxy's packets may end anywhere. */
    @Test
    void splitAtEveryPosition() throws Exception {
        String all = HEADER + REQUEST;
        try (TestServer server = start()) {
            for (int at = 1; at < all.length(); at++) {
                try (RawClient proxy = server.connect()) {
                    proxy.send(all.substring(0, at));
                    proxy.send(all.substring(at));
                    assertThat(proxy.read().text()).isEqualTo("192.0.2.1:54203 by 127.0.0.1");
                }
            }
        }
    }

    @Test
    void proxyThatSpeaksForItself() throws Exception {
        try (TestServer server = start();
                RawClient proxy = server.connect()) {
            proxy.send("PROXY UNKNOWN\r\n" + REQUEST);
            assertThat(proxy.read().text()).isEqualTo("127.0.0.1 by 127.0.0.1");
        }
    }

    @Test
    void headerComesBeforeTls() throws Exception {
        TlsOptions tls = TlsOptions.of(TlsTesting.certificate(Instant.now()));
        try (TestServer server = TestServer.start(on(ENDPOINT.withTls(tls)), ProxyProtocolTest::describe)) {
            Socket socket = new Socket(RawClient.V4, server.port());
            socket.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
            try (RawClient proxy = RawClient.over(TlsTesting.trustingAll()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", server.port(), true))) {
                proxy.send(REQUEST);
                assertThat(proxy.read().text()).isEqualTo("192.0.2.1:54203 by 127.0.0.1");
            }
        }
    }

    /** What a stranger sends is its request. */
    @Test
    void strangerIsServedAndNotBelieved() throws Exception {
        try (TestServer server = start()) {
            try (RawClient stranger = RawClient.connectFrom(RawClient.address(127, 0, 0, 77), server.port())) {
                stranger.send(REQUEST);
                assertThat(stranger.read().text()).isEqualTo("127.0.0.77 by 127.0.0.77");
            }
            try (RawClient stranger = RawClient.connectFrom(RawClient.address(127, 0, 0, 77), server.port())) {
                stranger.send(HEADER + REQUEST);
                assertThat(stranger.read().status()).isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REQUEST, "PROXY TCP4 evil\r\n" + REQUEST, "\r\n\r\n\0\r\nQUIT\nxxxx", "\u0016\u0003\u0001"})
    void whatIsNoHeaderEndsTheConnection(String bytes) throws Exception {
        try (TestServer server = start();
                RawClient proxy = server.connect()) {
            assertThat(proxy.send(bytes).isAtEnd()).isTrue();
            server.awaitEnded(EndReason.PROXY_HEADER_MALFORMED, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 192.0.2.1"})
    void headerHasTheTimeOfAHead(String begin) throws Exception {
        ManualClock clock = new ManualClock();
        try (TestServer server = TestServer.start(on(ENDPOINT), clock, ProxyProtocolTest::describe);
                RawClient proxy = server.connect()) {
            proxy.send(begin);
            Await.until("the connection is there", () -> server.open() == 1);
            Await.until("its time is up", () -> {
                clock.advance(Duration.ofSeconds(1));
                server.tick();
                return server.ended() == 1;
            });
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
            assertThat(proxy.isAtEnd()).isTrue();
        }
    }

    @Test
    void proxyThatOnlyLooksWhetherThereIsSomebody() throws Exception {
        try (TestServer server = start()) {
            server.connect().close();
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
            server.connect().send("PROXY").close();
            server.awaitEnded(EndReason.CLIENT_GONE, 1);
        }
    }

    @Test
    void protocolComesFirstAndOnce() {
        assertThatThrownBy(() -> ENDPOINT.withProxyProtocol(TrustedPeers.LOOPBACK))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Endpoint.https(0).withProxyProtocol(TrustedPeers.LOOPBACK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first");
    }
}
