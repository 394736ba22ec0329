package dev.lanner.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.http.HttpStatus;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Rule;
import dev.lanner.server.Server;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an application does wrong: the client gets a well-formed response, or can tell that it did not. */
interface FailureChecks extends KitFixture {
    /** A rule of an application. */
    enum OwnRule implements Rule {
        TOO_BLUE;

        @Override
        public String section() {
            return "House rules §1";
        }
    }

    /** What becomes of a request: the status of a whole reply, or 0 if it was cut. */
    private int outcome(Handler handler) throws Exception {
        try {
            return answer(handler).status();
        } catch (IOException cut) {
            return 0;
        }
    }

    @Test
    default void failureBeforeTheStartIsA500ThatTellsNothing() throws Exception {
        for (Throwable thrown : List.of(
                new IOException("secret"),
                new IllegalStateException("secret"),
                new StackOverflowError("secret"),
                new InterruptedException("secret"))) {
            KitReply.Whole reply = answer(context -> {
                context.response().status(201).header("X-Secret", "secret").text("secret");
                ContextChecks.Noting.sneak(thrown);
            });

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.header("X-Secret")).isNull();
            assertThat(reply.text()).doesNotContain("secret");
        }
    }

    @Test
    default void failureAfterTheStartCutsTheResponse() throws Exception {
        assertThat(outcome(context -> {
                    context.response().body().write('a');
                    context.response().body().flush();
                    throw new IllegalStateException("broken");
                }))
                .isZero();
        assertThat(outcome(context -> {
                    context.response().contentLength(100).body().write('a');
                    context.response().body().flush();
                    throw new IllegalStateException("broken");
                }))
                .isZero();
    }

    @Test
    default void failureAfterTheEndOfTheResponseDoesItNoHarm() throws Exception {
        KitReply.Whole reply = answer(context -> {
            context.response().text("abc");
            context.response().complete();
            throw new IllegalStateException("broken");
        });

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("abc");
    }

    @Test
    default void brokenRuleIsAnsweredWithItsStatus() throws Exception {
        for (int status : new int[] {400, 403, 415, 422, 503}) {
            assertThat(outcome(context -> {
                        context.response().text("secret");
                        throw new BadRequestException(OwnRule.TOO_BLUE, status);
                    }))
                    .isEqualTo(status);
        }
    }

    @Test
    default void serverGoesOnAfterFailures() throws Exception {
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                if (!context.request().path().equals("/good")) {
                    throw new StackOverflowError("broken");
                }
                context.response().text("good");
            }));
            for (int i = 0; i < 3; i++) {
                try (KitReply bad = send(server, KitRequest.get("/bad"));
                        KitReply good = send(server, KitRequest.get("/good"))) {
                    assertThat(bad.whole().status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
                    assertThat(good.whole().text()).isEqualTo("good");
                }
            }
        }
    }

    @Test
    default void moreThanDeclaredIsRefusedAtTheWriteThatGoesBeyond() throws Exception {
        KitReply.Whole reply = answer(context -> {
            var body = context.response().contentLength(3).body();
            body.write("ab".getBytes(UTF_8));
            assertThatThrownBy(() -> body.write("cd".getBytes(UTF_8))).isInstanceOf(IOException.class);
            body.write('c');
            assertThatThrownBy(() -> body.write('d')).isInstanceOf(IOException.class);
        });

        assertThat(reply.text()).isEqualTo("abc");
        assertThat(outcome(context -> context.response().contentLength(3).body().write(new byte[4])))
                .isEqualTo(500);
        assertThat(outcome(context -> {
                    context.response().contentLength(3).body().write(new byte[3]);
                    context.response().body().flush();
                    context.response().body().write(new byte[1]);
                }))
                .isIn(0, 200);
    }

    @Test
    default void lessThanDeclaredIsNeverAWholeResponse() throws Exception {
        assertThat(outcome(context -> context.response().contentLength(3))).isEqualTo(500);
        assertThat(outcome(context -> context.response().contentLength(3).body().write('a')))
                .isIn(0, 500);
        assertThat(outcome(context -> {
                    context.response().contentLength(3).body().write('a');
                    context.response().body().flush();
                }))
                .isZero();
        answer(context -> {
            context.response().contentLength(3).body().write('a');
            assertThatThrownBy(() -> context.response().complete()).isInstanceOf(IOException.class);
            context.response().body().write("bc".getBytes(UTF_8));
        });
    }

    @Test
    default void lengthThatIsNoneIsNeverSent() throws Exception {
        for (String length : List.of("x", "-1", "+3", "3, 3", "99999999999999999999")) {
            assertThat(outcome(context -> {
                        context.response().header("Content-Length", length);
                        context.response().body().write("abc".getBytes(UTF_8));
                    }))
                    .isEqualTo(500);
        }
        assertThat(outcome(context -> {
                    context.response().headers().add("Content-Length", "3").add("Content-Length", "3");
                    context.response().body().write("abc".getBytes(UTF_8));
                }))
                .isEqualTo(500);
        assertThat(outcome(context -> {
                    context.response().headers().add("Content-Length", "100000").add("Content-Length", "100000");
                    try (var body = context.response().body()) {
                        body.write(new byte[100_000]);
                    }
                }))
                .isEqualTo(500);
    }

    @Test
    default void fileThatEndsTooEarlyIsNeverAWholeResponse(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abc");

        assertThat(outcome(context -> {
                    try (FileChannel channel = FileChannel.open(file)) {
                        ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
                        context.response().contentLength(4);
                        assertThatThrownBy(() -> body.sendFile(channel, 0, 4)).isInstanceOf(IOException.class);
                    }
                }))
                .isIn(0, 500);
    }
}
