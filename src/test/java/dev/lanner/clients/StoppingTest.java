package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Router;
import dev.lanner.examples.GrpcCall;
import dev.lanner.examples.GrpcEcho;
import dev.lanner.internal.server.Await;
import dev.lanner.server.Limits;
import dev.lanner.server.StopReport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server stops and another takes its ports, while clients are in the middle of something: that ends well with the old
 * one, and what is new goes to the new one. The old one leaves closing to its clients for as long as they take.
 */
class StoppingTest {
    @TempDir
    Path folder;

    private ClientServer old;
    private ClientServer next;
    private Future<StopReport> stop;

    @BeforeEach
    void start() throws Exception {
        Limits patient = Limits.builder().drainTimeout(Duration.ofSeconds(60)).build();
        old = ClientServer.start(folder, Router.builder().mount("/", GrpcEcho.service()), patient);
    }

    private void replace() throws IOException {
        stop = old.beginToStop();
        next = old.next(Router.builder()
                .get("/next", context -> context.response().text("next"))
                .post("/lanner.Next/Say", GrpcCall.handler(call -> call.write(bytes("next")))));
    }

    private void assertStoppedInPeace() throws Exception {
        StopReport report = Await.result(stop);
        assertThat(report.finished()).isPositive();
        assertThat(report.aborted()).isZero();
    }

    @AfterEach
    void stop() {
        old.close();
        if (next != null) {
            next.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void curl(Way way) throws Exception {
        Curl curl = Curl.to(old);
        Path file = folder.resolve("held");
        Future<String> download = Await.async(() -> curl.run(way, "-o", file.toString(), old.url(way, "/held")));
        old.application().awaitHeld();
        replace();

        assertThat(curl.run(way, next.url(way, "/next"))).isEqualTo("next");
        old.application().releaseHeld();
        Await.result(download);
        assertThat(Files.size(file)).isEqualTo(ClientApplication.HELD_BYTES);
        assertStoppedInPeace();
    }

    /**
     * With HTTP/2 it takes all of a response in, and forgets what nobody has read yet when the server closes the connection:
     * so the server must leave that to the client for a while.
     */
    @ParameterizedTest
    @MethodSource("dev.lanner.clients.JdkClientTest#ways")
    void theClientOfTheJdk(Way way) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(way.isHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .sslContext(old.clientContext())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        try {
            HttpResponse<InputStream> held = client.send(
                    HttpRequest.newBuilder(old.uri(way, "/held")).build(), HttpResponse.BodyHandlers.ofInputStream());
            replace();

            Await.until("the client asks the next server", () -> isNext(client, way));
            old.application().releaseHeld();
            if (way.isHttp2()) {
                old.application().awaitHeldWritten();
                for (int i = 0; i < 100; i++) {
                    assertThat(isNext(client, way)).isTrue();
                }
            }
            try (InputStream body = held.body()) {
                assertThat(body.readAllBytes()).hasSize(ClientApplication.HELD_BYTES);
            }
        } finally {
            client.shutdownNow();
        }
        assertStoppedInPeace();
    }

    /** Whose answer it is: the old server's, as long as the client has not heard that it takes no more. */
    private boolean isNext(HttpClient client, Way way) {
        HttpRequest request = HttpRequest.newBuilder(next.uri(way, "/next")).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .equals("next");
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static boolean isNext(ManagedChannel channel) {
        try {
            return Arrays.equals(GrpcTest.unary(channel, "Next/Say", new byte[0]), bytes("next"));
        } catch (StatusRuntimeException failed) {
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanner.clients.Way#http2")
    void grpc(Way way) throws Exception {
        ManagedChannel channel = GrpcTest.channel(old, way);
        try {
            BlockingClientCall<byte[], byte[]> chat = GrpcTest.open(channel, "Echo/Chat");
            chat.write(bytes("before"));
            assertThat(chat.read(30, TimeUnit.SECONDS)).isEqualTo(bytes("before"));
            replace();

            Await.until("the client asks the next server", () -> isNext(channel));
            chat.write(bytes("after"));
            assertThat(chat.read(30, TimeUnit.SECONDS)).isEqualTo(bytes("after"));
            chat.halfClose();
            assertThat(chat.read(30, TimeUnit.SECONDS)).isNull();
        } finally {
            channel.shutdownNow();
            assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertStoppedInPeace();
    }
}
