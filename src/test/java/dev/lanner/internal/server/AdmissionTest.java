package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.spec.TestApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, over real sockets. */
class AdmissionTest {
    private static final String GET = "GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String UPGRADE =
            "GET /upgrade HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    private EdgeServer server;

    private void start(Limits limits) throws IOException {
        server = new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .limits(limits)
                .build());
        server.start(new TestApplication());
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    private Socket connect() throws IOException {
        URI address = URI.create(server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst());
        return new Socket(address.getHost(), address.getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The status of the next response, of which nothing follows the head; empty if the server has closed. */
    private static String status(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        try {
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = socket.getInputStream().read();
                if (read < 0) {
                    return "";
                }
                head.append((char) read);
            }
        } catch (IOException reset) {
            return "";
        }
        return head.substring(9, 12);
    }

    private static String exchange(Socket socket, String request) throws IOException {
        try {
            send(socket, request);
        } catch (IOException closed) {
            return "";
        }
        return status(socket);
    }

    @Test
    void connections() throws IOException {
        start(Limits.builder().connections(2).build());
        try (Socket first = connect();
                Socket second = connect()) {
            assertThat(exchange(first, GET)).isEqualTo("200");
            assertThat(exchange(second, GET)).isEqualTo("200");
            try (Socket third = connect()) {
                assertThat(exchange(third, GET)).isEmpty();
            }
            assertThat(exchange(first, GET)).isEqualTo("200");
        }
        assertThat(server.ended(EndReason.TOO_MANY_CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void connectionsOfOneAddress() throws IOException {
        start(Limits.builder().connectionsPerAddress(1).build());
        try (Socket first = connect()) {
            assertThat(exchange(first, GET)).isEqualTo("200");
            try (Socket second = connect()) {
                assertThat(exchange(second, GET)).isEmpty();
            }
            assertThat(exchange(first, GET)).isEqualTo("200");
        }
        assertThat(server.ended(EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS)).isEqualTo(1);
    }

    @Test
    void upgradedConnectionsGiveTheirPlaceBack() throws IOException {
        start(Limits.builder()
                .connections(1)
                .connectionsPerAddress(1)
                .upgradedConnections(1)
                .build());
        try (Socket upgraded = connect()) {
            assertThat(exchange(upgraded, UPGRADE)).isEqualTo("101");
            try (Socket plain = connect()) {
                assertThat(exchange(plain, GET)).isEqualTo("200");
                assertThat(exchange(plain, UPGRADE)).isEqualTo("503");
            }
            send(upgraded, "x");
            assertThat(upgraded.getInputStream().read()).isEqualTo('x');
        }
        assertThat(server.ended(EndReason.TOO_MANY_CONNECTIONS)).isZero();
    }

    /** A place is given back after the client has seen the end; until then the next one is turned away. */
    @Test
    void placesAreFreeAgain() throws IOException {
        start(Limits.builder().connections(1).build());
        String last = GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        int served = 0;
        while (served < 20) {
            try (Socket only = connect()) {
                served += exchange(only, last).equals("200") ? 1 : 0;
            }
        }
        assertThat(server.ended(EndReason.CLIENT_ASKED_TO_CLOSE)).isGreaterThanOrEqualTo(19);
    }
}
