package dev.lanner.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What an application has run before its response starts, and when it is over. */
interface CallbackChecks extends KitFixture {
    /** Runs a handler that notes steps, until the server has stopped. */
    private BlockingQueue<String> steps(Noting handler) throws Exception {
        var steps = new LinkedBlockingQueue<String>();
        try {
            answer((Handler) context -> handler.handle(context, steps));
        } catch (IOException cut) {
            steps.add("cut");
        }
        return steps;
    }

    /** A handler that notes what happens. */
    @FunctionalInterface
    interface Noting {
        void handle(HttpContext context, BlockingQueue<String> steps) throws Exception;
    }

    @Test
    default void startingRunsLastOneFirstAndOnce() throws Exception {
        KitReply.Whole reply = answer(context -> {
            context.response().onStarting(() -> {
                assertThat(context.response().header("X-Order")).isEqualTo("second");
                context.response().headers().add("X-Order", "first");
            });
            context.response().onStarting(() -> {
                assertThat(context.response().hasStarted()).isFalse();
                context.response().status(201).headers().add("X-Order", "second");
            });
            context.response().body().write('a');
            context.response().body().flush();
            context.response().body().flush();
        });

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers().all(dev.lanner.http.HeaderName.of("X-Order")))
                .containsExactly("second", "first");
    }

    @Test
    default void startingRunsAlsoForAResponseThatNobodyTouches() throws Exception {
        KitReply.Whole reply = answer(context ->
                context.response().onStarting(() -> context.response().status(202)));

        assertThat(reply.status()).isEqualTo(202);
    }

    @Test
    default void startingThatFailsMakesA500() throws Exception {
        KitReply.Whole reply = answer(context -> {
            context.response().header("X-One", "1");
            context.response().onStarting(() -> {
                throw new IOException("broken");
            });
            context.response().text("abc");
        });

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("X-One")).isNull();
        assertThat(reply.text()).doesNotContain("abc").doesNotContain("broken");
    }

    @Test
    default void completedRunsLastOneFirstAfterTheHandler() throws Exception {
        assertThat(steps((context, steps) -> {
                    context.response().onCompleted(() -> steps.add("first"));
                    context.response().onCompleted(() -> steps.add("second"));
                    context.response().onStarting(() -> steps.add("starting"));
                    context.response().text("abc");
                    steps.add("handler");
                }))
                .containsExactly("handler", "starting", "second", "first");
    }

    @Test
    default void completedCanBeAskedForAfterTheStart() throws Exception {
        assertThat(steps((context, steps) -> {
                    context.response().body().flush();
                    context.response().onCompleted(() -> steps.add("completed"));
                }))
                .containsExactly("completed");
    }

    @Test
    default void completedRunsAlsoAfterFailures() throws Exception {
        assertThat(steps((context, steps) -> {
                    context.response().onCompleted(() -> steps.add("completed"));
                    throw new IllegalStateException("broken");
                }))
                .containsExactly("completed");
        assertThat(steps((context, steps) -> {
                    context.response().onCompleted(() -> steps.add("completed"));
                    context.response().body().write('a');
                    context.response().body().flush();
                    throw new IllegalStateException("broken");
                }))
                .containsExactlyInAnyOrder("completed", "cut");
    }

    @Test
    default void completedThatFailsHindersNobody() throws Exception {
        var steps = new LinkedBlockingQueue<String>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                context.response().onCompleted(() -> steps.add("first"));
                context.response().onCompleted(() -> {
                    throw new IOException("broken");
                });
                context.response().onCompleted(() -> {
                    throw new IllegalStateException("broken");
                });
                context.response().text("abc");
            }));
            for (int i = 0; i < 2; i++) {
                try (KitReply reply = send(server, KitRequest.get("/"))) {
                    assertThat(reply.whole().text()).isEqualTo("abc");
                }
                assertThat(KitFixture.next(steps)).isEqualTo("first");
            }
        }
    }
}
