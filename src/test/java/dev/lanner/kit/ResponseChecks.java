package dev.lanner.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpResponse;
import dev.lanner.Pipeline;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.server.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets of what an application answers. */
interface ResponseChecks extends KitFixture {
    @Test
    default void untouchedResponseIsAnEmpty200() throws Exception {
        KitReply.Whole reply = answer(context -> {
            ResponseFeature head = context.features().require(ResponseFeature.class);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.reason()).isNull();
            assertThat(head.headers().isEmpty()).isTrue();
            assertThat(head.headers()).isSameAs(head.headers());
            assertThat(head.hasStarted()).isFalse();
        });

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.bytes()).isEmpty();
        assertThat(reply.header("Content-Length")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 299, 301, 404, 418, 499, 500, 503, 599})
    default void statusAndFieldsArrive(int status) throws Exception {
        KitReply.Whole reply = answer(context -> {
            HttpResponse response = context.response().status(status).reason("So be it");
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.reason()).isEqualTo("So be it");
            response.headers()
                    .add("X-One", "1")
                    .add("Set-Cookie", "a=1")
                    .add("X-One", "2")
                    .add("Set-Cookie", "b=2");
            response.headers().add("X-Latin", "gr\u00fcn");
            response.text("content");
        });

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers().all(HeaderName.of("X-One"))).containsExactly("1", "2");
        assertThat(reply.headers().all(HeaderName.SET_COOKIE)).containsExactly("a=1", "b=2");
        assertThat(reply.header("X-Latin")).isEqualTo("gr\u00fcn");
        assertThat(reply.text()).isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 101, 199, 1_000})
    default void statusOutOfRangeIsRefused(int status) throws Exception {
        KitReply.Whole reply = answer(context -> {
            assertThatThrownBy(() -> context.response().status(status)).isInstanceOf(IllegalArgumentException.class);
            assertThat(context.response().status()).isEqualTo(200);
        });

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\u0100"})
    default void nothingSplitsAResponse(String evil) throws Exception {
        KitReply.Whole reply = answer(context -> {
            HttpResponse response = context.response();
            assertThatThrownBy(() -> response.header("X-One", evil)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.header(evil, "1")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.reason(evil)).isInstanceOf(IllegalArgumentException.class);
        });

        assertThat(reply.header("X-Evil")).isNull();
        assertThat(reply.header("X-One")).isNull();
    }

    @Test
    default void smallContentGetsItsLengthByItself() throws Exception {
        KitReply.Whole reply = answer(context -> {
            OutputStream body = context.response().body();
            assertThat(context.response().body()).isSameAs(body);
            body.write('a');
            body.write("xbcx".getBytes(UTF_8), 1, 2);
            body.write(new byte[0]);
        });

        assertThat(reply.text()).isEqualTo("abc");
        assertThat(reply.header("Content-Length")).isEqualTo("3");
    }

    @Test
    default void smallContentDoesNotStartTheResponse() throws Exception {
        KitReply.Whole reply = answer(context -> {
            context.response().body().write('a');
            assertThat(context.response().hasStarted()).isFalse();
            context.response().status(201).header("X-Late", "1");
        });

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("X-Late")).isEqualTo("1");
        assertThat(reply.text()).isEqualTo("a");
    }

    @Test
    default void smallContentOfDeclaredLengthDoesNotStartTheResponse() throws Exception {
        KitReply.Whole reply = answer(context -> {
            context.response().text("abc");
            assertThat(context.response().hasStarted()).isFalse();
            context.response().status(201).header("X-Late", "1");
        });

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("X-Late")).isEqualTo("1");
        assertThat(reply.header("Content-Length")).isEqualTo("3");
        assertThat(reply.text()).isEqualTo("abc");
    }

    @Test
    default void flushStartsTheResponse() throws Exception {
        KitReply.Whole reply = answer(context -> {
            HttpResponse response = context.response().header("X-One", "1");
            response.body().write("ab".getBytes(UTF_8));
            response.body().flush();
            assertThat(response.hasStarted()).isTrue();
            assertThat(response.headers().isLocked()).isTrue();
            assertThatThrownBy(() -> response.status(500)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.reason("x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.header("X-One", "2")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.onStarting(() -> {})).isInstanceOf(IllegalStateException.class);
            response.body().write('c');
        });

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-One")).isEqualTo("1");
        assertThat(reply.text()).isEqualTo("abc");
    }

    @Test
    default void startSendsTheHeadAlone() throws Exception {
        var go = new CountDownLatch(1);
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
                context.response().status(202);
                body.start();
                body.start();
                KitFixture.await(go);
                body.stream().write('a');
            }));
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                assertThat(reply.status()).isEqualTo(202);
                go.countDown();
                assertThat(reply.whole().text()).isEqualTo("a");
            }
        }
    }

    @Test
    default void whatIsFlushedArrivesWhileTheApplicationWorks() throws Exception {
        var go = new CountDownLatch(1);
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                context.response().body().write('a');
                context.features().require(ResponseBodyFeature.class).flush();
                KitFixture.await(go);
                context.response().body().write('b');
            }));
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                assertThat(reply.content().read()).isEqualTo('a');
                go.countDown();
                assertThat(reply.content().read()).isEqualTo('b');
                assertThat(reply.content().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    default void completeEndsTheResponseWhileTheApplicationWorks() throws Exception {
        var go = new CountDownLatch(1);
        var late = new java.util.concurrent.LinkedBlockingQueue<Throwable>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                OutputStream body = context.response().body();
                body.write("abc".getBytes(UTF_8));
                context.response().complete();
                context.response().complete();
                body.close();
                KitFixture.await(go);
                try {
                    body.write('d');
                    body.flush();
                } catch (Throwable thrown) {
                    late.add(thrown);
                }
            }));
            try (KitReply reply = send(server, KitRequest.get("/"))) {
                assertThat(reply.whole().text()).isEqualTo("abc");
                go.countDown();
            }
            assertThat(KitFixture.next(late)).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void contentOfUnknownLengthOfEverySizeArrives() throws Exception {
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                byte[] content = new byte[Integer.parseInt(context.request().query("size"))];
                new Random(content.length).nextBytes(content);
                for (int at = 0; at < content.length; at += 5_000) {
                    context.response().body().write(content, at, Math.min(5_000, content.length - at));
                }
            }));
            for (int size : RequestChecks.SIZES) {
                byte[] expected = new byte[size];
                new Random(size).nextBytes(expected);
                try (KitReply reply = send(server, KitRequest.get("/?size=" + size))) {
                    assertThat(reply.whole().bytes()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    default void headHasTheHeadOfGet() throws Exception {
        KitRequest head = KitRequest.of("HEAD", "/");

        KitReply.Whole small = answer(context -> context.response().text("abc"), head);
        assertThat(small.header("Content-Length")).isEqualTo("3");
        assertThat(small.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(small.bytes()).isEmpty();

        KitReply.Whole written = answer(context -> context.response().body().write(new byte[7]), head);
        assertThat(written.header("Content-Length")).isEqualTo("7");
        assertThat(written.bytes()).isEmpty();

        KitReply.Whole declared = answer(context -> context.response().contentLength(1_000_000), head);
        assertThat(declared.header("Content-Length")).isEqualTo("1000000");
        assertThat(declared.bytes()).isEmpty();

        KitReply.Whole flushed = answer(
                context -> {
                    context.response().body().write('a');
                    context.response().body().flush();
                    context.response().body().write(new byte[100_000]);
                },
                head);
        assertThat(flushed.status()).isEqualTo(200);
        assertThat(flushed.bytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    default void someStatusesHaveNoContent(int status) throws Exception {
        KitReply.Whole empty =
                answer(context -> context.response().status(status).header("X-One", "1"));
        assertThat(empty.status()).isEqualTo(status);
        assertThat(empty.header("X-One")).isEqualTo("1");
        assertThat(empty.bytes()).isEmpty();

        KitReply.Whole written = answer(context -> {
            context.response().status(status).body().write(new byte[100]);
            context.response().body().write(new byte[100_000]);
        });
        assertThat(written.status()).isEqualTo(status);
        assertThat(written.bytes()).isEmpty();
    }

    @Test
    default void noContentHasNoLengthAndNotModifiedMayHaveOne() throws Exception {
        assertThat(answer(context -> context.response().noContent()).header("Content-Length"))
                .isNull();
        assertThat(answer(context -> {
                            context.response().status(204);
                            context.response().text("abc");
                        })
                        .header("Content-Length"))
                .isNull();
        KitReply.Whole notModified =
                answer(context -> context.response().status(304).contentLength(3));
        assertThat(notModified.header("Content-Length")).isIn(null, "3");
        assertThat(notModified.bytes()).isEmpty();
    }

    @Test
    default void partOfAFileIsSent(@TempDir Path folder) throws Exception {
        byte[] content = new byte[300_000];
        new Random(2).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);

        KitReply.Whole reply = answer(context -> {
            try (FileChannel channel = FileChannel.open(file)) {
                channel.position(7);
                ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
                context.response().body().write(content, 0, 10);
                body.sendFile(channel, 10, 0);
                body.sendFile(channel, 10, 5);
                body.sendFile(channel, 15, 200_000);
                context.response().body().write(content, 200_015, 5);
                assertThat(channel.isOpen()).isTrue();
                assertThat(channel.position()).isEqualTo(7);
            }
        });

        assertThat(reply.bytes()).isEqualTo(java.util.Arrays.copyOf(content, 200_020));
    }

    @Test
    default void fileHasItsLength(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file.txt"), "a".repeat(100_000));

        KitReply.Whole reply = answer(context -> context.response().file(file));

        assertThat(reply.header("Content-Length")).isEqualTo("100000");
        assertThat(reply.bytes()).hasSize(100_000);
    }
}
