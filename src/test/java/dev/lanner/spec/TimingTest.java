package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.TimingFeature;
import dev.lanner.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the phases of HTTP/1.1 requests were reached, by a clock that the test moves. */
class TimingTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final List<TimingFeature> timings = new ArrayList<>();
    private final Handler handler = context -> {
        timings.add(context.features().require(TimingFeature.class));
        context.response().text("there");
    };

    private TestConnection connection() {
        return TestConnection.http1(ServerOptions.DEFAULT, Pipeline.of(handler)).start();
    }

    private static void send(TestConnection connection, String text) {
        connection.transport().send(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.settle();
    }

    @Test
    void headThatIsThereAtOnceIsReadAtOnce() {
        try (TestConnection connection = connection()) {
            connection.advance(Duration.ofSeconds(1));
            send(connection, REQUEST);
            TimingFeature timing = timings.get(0);
            assertThat(timing.firstByte() - timing.accepted()).isEqualTo(1_000_000_000);
            assertThat(timing.headRead()).isEqualTo(timing.firstByte());
        }
    }

    @Test
    void headThatComesInPiecesIsReadWithItsLast() {
        try (TestConnection connection = connection()) {
            send(connection, "GET / HT");
            connection.advance(Duration.ofSeconds(2));
            send(connection, "TP/1.1\r\nHost: a\r\n");
            connection.advance(Duration.ofSeconds(3));
            send(connection, "\r\n");
            TimingFeature timing = timings.get(0);
            assertThat(timing.firstByte()).isEqualTo(timing.accepted());
            assertThat(timing.headRead() - timing.firstByte()).isEqualTo(5_000_000_000L);
        }
    }

    @Test
    void requestBehindAnotherIsThereWhenThatOneIsOver() {
        try (TestConnection connection = connection()) {
            send(connection, REQUEST + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
            connection.advance(Duration.ofSeconds(2));
            send(connection, "c" + REQUEST + "GET / HTTP/1.1\r\n");
            connection.advance(Duration.ofSeconds(3));
            send(connection, "Host: a\r\n\r\n");

            TimingFeature post = timings.get(1);
            assertThat(post.firstByte()).isEqualTo(timings.get(0).responseEnded());
            TimingFeature behindContent = timings.get(2);
            assertThat(behindContent.firstByte() - post.headRead()).isEqualTo(2_000_000_000);
            assertThat(behindContent.headRead()).isEqualTo(behindContent.firstByte());
            TimingFeature last = timings.get(3);
            assertThat(last.headRead() - last.firstByte()).isEqualTo(3_000_000_000L);
            assertThat(last.responseEnded() - last.headRead()).isZero();
        }
    }
}
