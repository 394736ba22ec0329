package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Router;
import dev.lanner.examples.GrpcCall;
import dev.lanner.examples.GrpcEcho;
import dev.lanner.internal.server.Await;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** grpc-java as a client of a service that is written by hand: trailers, half-close, both directions at once. */
class GrpcTest {
    private static final String HTTP2 = "dev.lanner.clients.Way#http2";
    private static final Metadata.Key<String> TEXT = Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> BYTES = Metadata.Key.of("x-bytes-bin", Metadata.BINARY_BYTE_MARSHALLER);

    @TempDir
    Path folder;

    private final Service service = new Service();
    private ClientServer server;
    private ManagedChannel channel;

    private void start(Way way) throws Exception {
        server = ClientServer.start(folder, service.routes());
        channel = channel(server, way);
    }

    static ManagedChannel channel(ClientServer server, Way way) throws IOException {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress("localhost", server.port(way))
                .initialFlowControlWindow(65_535)
                .maxInboundMessageSize(10_000_000);
        if (way.isTls()) {
            builder.sslContext(GrpcSslContexts.forClient()
                    .trustManager(server.certificateFile().toFile())
                    .build());
        } else {
            builder.usePlaintext();
        }
        return builder.build();
    }

    @AfterEach
    void stop() throws Exception {
        if (channel != null) {
            channel.shutdownNow();
            assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        if (server != null) {
            server.close();
        }
    }

    /** What a client can bring about only in a server that does more than to echo. */
    private static final class Service {
        static final int FLOOD = 2_000;
        static final byte[] DROP = new byte[10_000];

        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CountDownLatch together = new CountDownLatch(100);
        private final AtomicInteger written = new AtomicInteger();
        private final AtomicReference<Thread> flooding = new AtomicReference<>();

        Router.Builder routes() {
            return Router.builder()
                    .mount("/", GrpcEcho.service())
                    .post("/lanner.Test/Fail", GrpcCall.handler(Service::fail))
                    .post("/lanner.Test/Deny", GrpcCall.handler(Service::deny))
                    .post("/lanner.Test/Wait", GrpcCall.handler(this::waitForCancel))
                    .post("/lanner.Test/Flood", GrpcCall.handler(this::flood))
                    .post("/lanner.Test/Together", GrpcCall.handler(this::together));
        }

        private static void fail(GrpcCall call) throws Exception {
            call.write(call.read());
            call.trailers().set("x-text", "behind");
            throw new GrpcCall.StatusException(5, "not found: 100 % ünïcode");
        }

        private static void deny(GrpcCall call) throws Exception {
            throw new GrpcCall.StatusException(16, "who are you?");
        }

        private void waitForCancel(GrpcCall call) {
            assertThat(call.isCancelled()).isFalse();
            started.countDown();
            Await.until("the call is cancelled", call::isCancelled);
            cancelled.countDown();
        }

        private void flood(GrpcCall call) throws IOException {
            flooding.set(Thread.currentThread());
            for (int i = 0; i < FLOOD; i++) {
                call.write(DROP);
                written.incrementAndGet();
            }
        }

        private void together(GrpcCall call) throws Exception {
            together.countDown();
            Await.latch(together);
            call.write(call.read());
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                .setFullMethodName("lanner." + name)
                .setType(type)
                .build();
    }

    /** Messages are bytes, as they are. */
    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException never) {
                throw new UncheckedIOException(never);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] message) {
        return message == null ? null : new String(message, StandardCharsets.UTF_8);
    }

    static byte[] unary(Channel through, String name, byte[] message) {
        return ClientCalls.blockingUnaryCall(
                through,
                method(name, MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                message);
    }

    private BlockingClientCall<byte[], byte[]> open(String name) {
        return open(channel, name);
    }

    static BlockingClientCall<byte[], byte[]> open(Channel channel, String name) {
        return ClientCalls.blockingBidiStreamingCall(
                channel, method(name, MethodType.BIDI_STREAMING), CallOptions.DEFAULT);
    }

    private static String read(BlockingClientCall<byte[], byte[]> call) throws Exception {
        return text(call.read(60, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void unary(Way way) throws Exception {
        start(way);

        assertThat(text(unary(channel, "Echo/Say", bytes("hello")))).isEqualTo("hello");
        assertThat(unary(channel, "Echo/Say", new byte[0])).isEmpty();
        byte[] large = new byte[4_000_000];
        large[3_999_999] = 1;
        assertThat(unary(channel, "Echo/Say", large)).isEqualTo(large);
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void metadataGoesAheadAndBehind(Way way) throws Exception {
        start(way);
        Metadata sent = new Metadata();
        sent.put(TEXT, "some text");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        sent.put(BYTES, all);
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Channel through = io.grpc.ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

        assertThat(text(unary(through, "Echo/Say", bytes("hello")))).isEqualTo("hello");
        assertThat(headers.get().get(TEXT)).isEqualTo("some text");
        assertThat(headers.get().containsKey(BYTES)).isFalse();
        assertThat(trailers.get().get(BYTES)).isEqualTo(all);
        assertThat(trailers.get().containsKey(TEXT)).isFalse();
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void serverStreams(Way way) throws Exception {
        start(way);
        Iterator<byte[]> messages = ClientCalls.blockingServerStreamingCall(
                channel, method("Echo/Repeat", MethodType.SERVER_STREAMING), CallOptions.DEFAULT, bytes("5000 times"));
        int count = 0;
        while (messages.hasNext()) {
            assertThat(text(messages.next())).isEqualTo("5000 times");
            count++;
        }

        assertThat(count).isEqualTo(5_000);
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void clientStreamsUntilItHalfCloses(Way way) throws Exception {
        start(way);
        CompletableFuture<String> answer = new CompletableFuture<>();
        StreamObserver<byte[]> call = ClientCalls.asyncClientStreamingCall(
                channel.newCall(method("Echo/Join", MethodType.CLIENT_STREAMING), CallOptions.DEFAULT),
                new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] message) {
                        answer.complete(text(message));
                    }

                    @Override
                    public void onError(Throwable failed) {
                        answer.completeExceptionally(failed);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("there was no message"));
                    }
                });
        for (String word : List.of("a", "b", "c")) {
            call.onNext(bytes(word));
        }
        assertThat(answer).isNotDone();
        call.onCompleted();

        assertThat(Await.result(answer)).isEqualTo("a b c");
    }

    /** The client sends a message only after the server has answered the one before: more than once a round trip. */
    @ParameterizedTest
    @MethodSource(HTTP2)
    void bothSpeakInTurn(Way way) throws Exception {
        start(way);
        BlockingClientCall<byte[], byte[]> call = open("Echo/Chat");
        for (int i = 0; i < 1_000; i++) {
            assertThat(call.write(bytes("message " + i))).isTrue();
            assertThat(read(call)).isEqualTo("message " + i);
        }
        call.halfClose();

        assertThat(read(call)).isNull();
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void errorsAreToldInTrailers(Way way) throws Exception {
        start(way);
        BlockingClientCall<byte[], byte[]> call = open("Test/Fail");
        call.write(bytes("hello"));

        assertThat(read(call)).isEqualTo("hello");
        assertThatThrownBy(() -> read(call)).isInstanceOfSatisfying(StatusException.class, failed -> {
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(failed.getStatus().getDescription()).isEqualTo("not found: 100 % ünïcode");
            assertThat(failed.getTrailers().get(TEXT)).isEqualTo("behind");
        });
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void errorsCanBeTrailersOnly(Way way) throws Exception {
        start(way);
        BlockingClientCall<byte[], byte[]> call = open("Test/Deny");

        assertThatThrownBy(() -> read(call)).isInstanceOfSatisfying(StatusException.class, failed -> {
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(failed.getStatus().getDescription()).isEqualTo("who are you?");
        });
        assertThat(text(unary(channel, "Echo/Say", bytes("still here")))).isEqualTo("still here");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void aMessageThatIsTooLargeIsRefusedWhileItIsSent(Way way) throws Exception {
        start(way);
        assertThatThrownBy(() -> unary(channel, "Echo/Say", new byte[5_000_000]))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failed -> {
                    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(failed.getStatus().getDescription()).startsWith("a message is larger than");
                });
        assertThat(text(unary(channel, "Echo/Say", bytes("still here")))).isEqualTo("still here");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void aMethodThatIsNotThereIsUnimplemented(Way way) throws Exception {
        start(way);
        assertThatThrownBy(() -> unary(channel, "Echo/Sing", bytes("la")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failed -> assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void theServerSeesThatTheClientCancels(Way way) throws Exception {
        start(way);
        BlockingClientCall<byte[], byte[]> call = open("Test/Wait");
        call.write(bytes("hello"));
        Await.latch(service.started);
        call.cancel("enough", null);

        Await.latch(service.cancelled);
        assertThatThrownBy(() -> read(call)).isInstanceOf(StatusException.class);
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void theServerSeesThatTheDeadlineHasPassed(Way way) throws Exception {
        start(way);
        unary(channel, "Echo/Say", bytes("the connection is there"));
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel,
                        method("Test/Wait", MethodType.UNARY),
                        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                        bytes("hello")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failed -> assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

        Await.latch(service.cancelled);
    }

    /** A client that asks for no messages has its windows filled, and then the server's writes wait. */
    @ParameterizedTest
    @MethodSource(HTTP2)
    void theServerWaitsForAClientThatDoesNotRead(Way way) throws Exception {
        start(way);
        CountDownLatch received = new CountDownLatch(Service.FLOOD);
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(method("Test/Flood", MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<byte[]>() {
                    @Override
                    public void onMessage(byte[] message) {
                        received.countDown();
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.sendMessage(bytes("go"));
        call.halfClose();
        Await.until(
                "the server waits",
                () -> service.flooding.get() != null && service.flooding.get().getState() == Thread.State.WAITING);
        // 65,535 bytes of window, and what the server appends before it writes.
        assertThat(service.written.get()).isBetween(1, 100);

        call.request(Integer.MAX_VALUE);
        Await.latch(received);
        assertThat(Await.result(ended).getCode()).isEqualTo(Status.Code.OK);
        assertThat(service.written.get()).isEqualTo(Service.FLOOD);
    }

    /** They wait for each other, so all of them must be there at once. */
    @ParameterizedTest
    @MethodSource(HTTP2)
    void aHundredCallsAtOnceOnOneConnection(Way way) throws Exception {
        start(way);
        List<Future<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] message = bytes("call " + i);
            calls.add(Await.async(() -> unary(channel, "Test/Together", message)));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(text(Await.result(calls.get(i)))).isEqualTo("call " + i);
        }
    }
}
