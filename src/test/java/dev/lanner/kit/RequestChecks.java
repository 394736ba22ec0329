package dev.lanner.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanner.Pipeline;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import dev.lanner.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application sees of a request. */
interface RequestChecks extends KitFixture {
    /** Sizes around what buffers have: none, one, below, at and above, and far more. */
    List<Integer> SIZES =
            List.of(0, 1, 2, 100, 4_095, 4_096, 8_191, 8_192, 8_193, 16_384, 65_535, 65_536, 65_537, 1_000_003);

    @Test
    default void headIsAllThere() throws Exception {
        KitReply.Whole reply = answer(
                context -> {
                    RequestFeature head = context.features().require(RequestFeature.class);
                    assertThat(head.version()).isEqualTo(HttpVersion.HTTP_1_1);
                    assertThat(head.method()).isEqualTo(HttpMethod.GET);
                    assertThat(head.scheme()).isEqualTo("http");
                    assertThat(head.target().form()).isEqualTo(RequestTarget.Form.ORIGIN);
                    assertThat(head.target().raw()).isEqualTo("/a/b?c=d&e");
                    assertThat(head.target().authority()).isNull();
                    assertThat(head.pathBase()).isEmpty();
                    assertThat(head.path()).isEqualTo("/a/b");
                    assertThat(head.query()).isEqualTo("c=d&e");
                    assertThat(head.authority())
                            .isEqualTo(head.headers().first(HeaderName.HOST))
                            .isNotEmpty();
                    assertThat(context.features().get(RequestFeature.class)).isSameAs(head);
                },
                KitRequest.get("/a/b?c=d&e"));

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE", "M-SEARCH"})
    default void methodIsWhatWasSent(String method) throws Exception {
        answer(
                context -> assertThat(context.request().method()).isEqualTo(HttpMethod.of(method)),
                KitRequest.of(method, "/"));
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, ",
        "/?, /, ''",
        "/a%20b, /a b, ",
        "/gr%C3%BCn, /grün, ",
        "/a%2Fb, /a%2Fb, ",
        "/a+b, /a+b, ",
        "/a;b=c, /a;b=c, ",
        "/a/./b/../c, /a/c, ",
        "/%2e%2e/a, /a, ",
        "/a?b%20c=%2F+d, /a, b%20c=%2F+d",
        "/a?b?c, /a, b?c",
    })
    default void targetIsDecodedAsItsTypeSays(String target, String path, String query) throws Exception {
        answer(
                context -> {
                    assertThat(context.request().target().raw()).isEqualTo(target);
                    assertThat(context.request().path()).isEqualTo(path);
                    assertThat(context.request().queryString()).isEqualTo(query);
                },
                KitRequest.get(target));
    }

    @Test
    default void asteriskIsAPathOfItsOwn() throws Exception {
        var seen = new LinkedBlockingQueue<String>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> seen.add(
                    context.request().target().form() + " " + context.request().path())));
            try (KitReply reply = send(server, KitRequest.of("OPTIONS", "*"))) {
                int status = reply.whole().status();
                assumeTrue(status == 200, "this server answers OPTIONS * itself, with " + status);
            }
        }
        assertThat(seen).containsExactly("ASTERISK *");
    }

    @Test
    default void headersAreThereInOrderAndLocked() throws Exception {
        answer(
                context -> {
                    Headers headers = context.request().headers();
                    assertThat(headers.all(HeaderName.of("x-many"))).containsExactly("1", "2", "3");
                    assertThat(headers.first("X-ONE")).isEqualTo("a, b");
                    assertThat(headers.first(HeaderName.ACCEPT)).isEqualTo("*/*");
                    assertThat(headers.first("X-None")).isNull();
                    assertThat(headers.isLocked()).isTrue();
                    assertThatThrownBy(() -> headers.add("X-One", "c")).isInstanceOf(IllegalStateException.class);
                },
                KitRequest.get("/")
                        .header("X-Many", "1")
                        .header("X-One", "a, b")
                        .header("x-many", "2")
                        .header("Accept", "*/*")
                        .header("X-MANY", "3"));
    }

    @Test
    default void requestWithoutContentHasNone() throws Exception {
        answer(context -> {
            assertThat(context.request().contentLength()).isEqualTo(-1);
            assertThat(context.request().body().read()).isEqualTo(-1);
            assertThat(context.request().bytes()).isEmpty();
        });
    }

    @Test
    default void contentOfEverySizeComesAndGoes() throws Exception {
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                byte[] content = context.request().bytes();
                context.response()
                        .header("X-Length", Long.toString(context.request().contentLength()));
                context.response().bytes(content);
            }));
            for (int size : SIZES) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                KitRequest request = KitRequest.of("POST", "/").with(content);
                try (KitReply reply = send(server, request)) {
                    KitReply.Whole whole = reply.whole();
                    assertThat(whole.bytes()).isEqualTo(content);
                    assertThat(whole.header("Content-Length")).isEqualTo(Integer.toString(size));
                    assertThat(whole.header("X-Length")).isEqualTo(size == 0 ? "-1" : Integer.toString(size));
                }
                try (KitReply reply = send(server, request.inChunks())) {
                    KitReply.Whole whole = reply.whole();
                    assertThat(whole.bytes()).isEqualTo(content);
                    assertThat(whole.header("X-Length")).isEqualTo("-1");
                }
            }
        }
    }

    @Test
    default void contentOfEverySizeGoesToAChannel() throws Exception {
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                long length = context.request().transferTo(Channels.newChannel(content));
                assertThat(length).isEqualTo(content.size());
                assertThat(context.request().transferTo(Channels.newChannel(content)))
                        .isZero();
                context.response().bytes(content.toByteArray());
            }));
            for (int size : SIZES) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                KitRequest request = KitRequest.of("POST", "/").with(content);
                try (KitReply reply = send(server, request)) {
                    assertThat(reply.whole().bytes()).isEqualTo(content);
                }
                try (KitReply reply = send(server, request.inChunks())) {
                    assertThat(reply.whole().bytes()).isEqualTo(content);
                }
            }
        }
    }

    @Test
    default void streamAndChannelAreOneContent() throws Exception {
        answer(
                context -> {
                    InputStream stream = context.request().body();
                    ReadableByteChannel channel =
                            context.features().require(RequestBodyFeature.class).channel();
                    assertThat(stream.read()).isEqualTo('a');
                    assertThat(read(channel, ByteBuffer.allocateDirect(3))).isEqualTo("bcd");
                    assertThat(stream.readNBytes(2)).isEqualTo("ef".getBytes(UTF_8));
                    assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
                    ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
                    assertThatThrownBy(() -> channel.read(readOnly)).isInstanceOf(IllegalArgumentException.class);
                    assertThat(read(channel, ByteBuffer.allocate(10).slice(4, 2)))
                            .isEqualTo("gh");
                    assertThat(stream.read()).isEqualTo('i');
                    assertThat(channel.read(ByteBuffer.allocateDirect(3))).isEqualTo(-1);
                    assertThat(stream.read()).isEqualTo(-1);
                },
                KitRequest.post("abcdefghi"));
    }

    private static String read(ReadableByteChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int before = target.position();
            assertThat(channel.read(target)).isPositive().isEqualTo(target.position() - before);
        }
        return UTF_8.decode(target.flip()).toString();
    }

    @Test
    default void contentCanBeReadInAnyWay() throws Exception {
        answer(
                context -> {
                    InputStream body = context.request().body();
                    assertThat(body.read()).isEqualTo('a');
                    assertThat(context.request().body()).isSameAs(body);
                    assertThat(body.read(new byte[0])).isZero();
                    assertThat(body.skip(2)).isEqualTo(2);
                    assertThat(body.readNBytes(3)).isEqualTo("def".getBytes(UTF_8));
                    assertThat(body.read(new byte[10], 5, 5)).isEqualTo(1);
                    assertThat(body.read()).isEqualTo(-1);
                    assertThat(body.read(new byte[1])).isEqualTo(-1);
                },
                KitRequest.post("abcdefg"));
    }

    @Test
    default void contentThatNobodyReadsDoesNoHarm() throws Exception {
        KitRequest request = KitRequest.of("POST", "/").with(new byte[50_000]);

        assertThat(answer(context -> context.response().text("a"), request).text())
                .isEqualTo("a");
        assertThat(answer(context -> context.response().text("b"), request.inChunks())
                        .text())
                .isEqualTo("b");
    }

    @Test
    default void contentCanBeReadWhileTheResponseIsWritten() throws Exception {
        byte[] content = new byte[30_000];
        new Random(1).nextBytes(content);

        KitReply.Whole reply = answer(
                context -> {
                    byte[] some = new byte[1_000];
                    for (int read = context.request().body().read(some); read >= 0; ) {
                        context.response().body().write(some, 0, read);
                        context.response().body().flush();
                        read = context.request().body().read(some);
                    }
                },
                KitRequest.of("POST", "/").with(content));

        assertThat(reply.bytes()).isEqualTo(content);
    }
}
