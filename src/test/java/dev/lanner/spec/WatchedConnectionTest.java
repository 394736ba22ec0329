package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.server.Application;
import dev.lanner.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests during which a second thread reads ahead, to notice when the client goes. Text tests can't wait for that. */
class WatchedConnectionTest {
    private static final ServerOptions OPTIONS =
            ServerOptions.builder().serverHeader("").build();
    private static final String RESPONSE =
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nthere";
    private static final String REQUEST = "GET /watched HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void nextRequestComesByteByByte() {
        try (TestConnection connection = TestConnection.http1(OPTIONS, new TestApplication())) {
            connection.transport().send(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
            connection.startThreads();
            for (int request = 1; request <= 5; request++) {
                connection.transport().awaitWritten(RESPONSE.length() * request);
                for (byte b : REQUEST.getBytes(StandardCharsets.ISO_8859_1)) {
                    connection.transport().send(new byte[] {b});
                }
            }
            connection.transport().awaitWritten(RESPONSE.length() * 6);
            connection.transport().endInput();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_CLOSED);
            assertThat(connection.received()).isEqualTo(RESPONSE.repeat(6));
            assertThat(connection.whole()).isEqualTo(6);
        }
    }

    @Test
    void manyRequestsAtOnce() {
        try (TestConnection connection = TestConnection.http1(OPTIONS, new TestApplication())) {
            connection.transport().send(REQUEST.repeat(500).getBytes(StandardCharsets.ISO_8859_1));
            connection.startThreads();
            connection.transport().awaitWritten(RESPONSE.length() * 500);
            connection.transport().endInput();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_CLOSED);
            assertThat(connection.received()).isEqualTo(RESPONSE.repeat(500));
        }
    }

    /** Waits for the end of the client, and answers then. */
    private record Waiting(CountDownLatch gone) implements Application<FeatureCollection> {
        @Override
        public FeatureCollection createContext(FeatureCollection features) {
            return features;
        }

        @Override
        public void process(FeatureCollection features) throws Exception {
            features.require(RequestLifetimeFeature.class).onAborted(gone::countDown);
            gone.await();
            features.require(ResponseBodyFeature.class).stream().write('x');
        }

        @Override
        public void disposeContext(FeatureCollection context, Throwable error) {}
    }

    @Test
    void clientVanishesWhileTheApplicationWorks() {
        try (TestConnection connection = TestConnection.http1(OPTIONS, new Waiting(new CountDownLatch(1)))) {
            connection.transport().send(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
            connection.startThreads();
            connection.transport().awaitReader();
            connection.transport().vanish();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_GONE);
            assertThat(connection.notWhole()).isEqualTo(1);
        }
    }

    @Test
    void clientThatOnlyEndsItsSideStillGetsItsAnswer() {
        try (TestConnection connection = TestConnection.http1(OPTIONS, new Waiting(new CountDownLatch(1)))) {
            connection.transport().send(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
            connection.startThreads();
            connection.transport().awaitReader();
            connection.transport().endInput();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_CLOSED);
            assertThat(connection.received()).endsWith("\r\n\r\nx");
        }
    }
}
