package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.Await;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** 100 (RFC 9110 §15.2.1) is sent by the thread that reads the content, while another one may write the response. */
class ContinueTest {
    private static final String REQUEST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

    private final CountDownLatch mayWrite = new CountDownLatch(1);
    private volatile Thread writing;

    @Test
    void aResponseWaitsForTheAnswerThatIsOnItsWay() throws Exception {
        Pipeline application = Pipeline.of(context -> {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    mayWrite.await();
                    context.response().body().write("done".getBytes(StandardCharsets.US_ASCII));
                    context.response().body().close();
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            });
            writing = writer;
            context.request().body().readAllBytes();
            writer.join();
        });
        try (TestConnection connection = TestConnection.http1(ServerOptions.DEFAULT, application)) {
            connection.transport().window(10);
            connection.transport().send(REQUEST.getBytes(StandardCharsets.US_ASCII));
            connection.startThreads();
            connection.transport().awaitSettled();
            mayWrite.countDown();
            Await.until("the response waits", () -> writing != null && writing.getState() == Thread.State.WAITING);
            connection.transport().widen(1_000);
            connection.transport().send("abc".getBytes(StandardCharsets.US_ASCII));
            connection.transport().endInput();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_CLOSED);
            assertThat(connection.received())
                    .matches("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n(?:\\S+: .*\r\n)+\r\ndone");
        }
    }

    /** Content that is still read when the response begins is no reason to close the connection. */
    @Test
    void aResponseMayBeginWhileContentIsRead() throws Exception {
        Pipeline application = Pipeline.of(context -> {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    context.request().body().readAllBytes();
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });
            mayWrite.await();
            context.response().body().write("done".getBytes(StandardCharsets.US_ASCII));
            context.response().body().flush();
            reader.join();
        });
        try (TestConnection connection = TestConnection.http1(ServerOptions.DEFAULT, application)) {
            connection.transport().send(REQUEST.getBytes(StandardCharsets.US_ASCII));
            connection.startThreads();
            connection.transport().awaitWritten("HTTP/1.1 100 Continue\r\n\r\n".length());
            connection.transport().awaitReader();
            mayWrite.countDown();
            Await.until("the response has begun", () -> connection.received().contains("done"));
            connection.transport().send("abc".getBytes(StandardCharsets.US_ASCII));
            connection.transport().endInput();

            assertThat(connection.awaitEnd()).isEqualTo(EndReason.CLIENT_CLOSED);
            assertThat(connection.received()).doesNotContain("close");
        }
    }
}
