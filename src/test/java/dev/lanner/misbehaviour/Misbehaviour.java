package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.misbehaviour.Conversation.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What an application can do wrong with a request of its own, and what its client is to see of that. */
enum Misbehaviour {
    RETURN_WITHOUT_A_WORD(Outcome.EMPTY, context -> {}),
    THROW_EARLY(Outcome.ERROR, context -> {
        throw new IllegalStateException("on purpose");
    }),
    THROW_CHECKED(Outcome.ERROR, context -> {
        throw new IOException("on purpose");
    }),
    THROW_AFTER_READING(Outcome.ERROR, context -> {
        context.request().text();
        throw new IllegalStateException("on purpose");
    }),
    THROW_WITH_CONTENT_HELD(Outcome.ERROR, context -> {
        context.response().body().write(new byte[100]);
        throw new IllegalStateException("on purpose");
    }),
    THROW_LATE(Outcome.CUT, context -> {
        begin(context);
        throw new IllegalStateException("on purpose");
    }),
    THROW_BEFORE_THE_DECLARED_END(Outcome.CUT, context -> {
        context.response().contentLength(1_000);
        begin(context);
        throw new IllegalStateException("on purpose");
    }),
    PROMISE_MORE_THAN_IS_WRITTEN(Outcome.CUT, context -> {
        context.response().contentLength(1_000);
        begin(context);
    }),
    WRITE_MORE_THAN_IS_PROMISED(Outcome.CUT, context -> {
        context.response().contentLength(10);
        begin(context);
        context.response().body().write(new byte[10]);
    }),
    PROMISE_NONSENSE(Outcome.ERROR, context -> {
        context.response().header("Content-Length", "much");
        context.response().body().write(new byte[10]);
    }),
    WRITE_BEHIND_THE_END(Outcome.MARKED, context -> {
        OutputStream body = context.response().body();
        body.write(bytes(marker(context)));
        context.response().complete();
        assertThatThrownBy(() -> body.write(new byte[10])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> body.write(new byte[100_000])).isInstanceOf(IOException.class);
        body.flush();
    }),
    WRITE_THE_PROMISED_LENGTH_IN_TWO(Outcome.MARKED_AT_THE_END, context -> {
        String end = "x".repeat(10_000) + marker(context);
        context.response().contentLength(60_000 + end.length());
        context.response().body().write(new byte[60_000]);
        context.response().body().write(bytes(end));
    }),
    SEND_A_FILE_THAT_CANT_BE_READ(Outcome.CUT, context -> {
        begin(context);
        Path file = Files.createTempFile("misbehaviour", null);
        Files.writeString(file, "content");
        try (FileChannel unreadable =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
            assertThatThrownBy(() -> body.sendFile(unreadable, 0, 7)).isInstanceOf(NonReadableChannelException.class);
        }
    }),
    CLOSE_TWICE(Outcome.MARKED, context -> {
        InputStream in = context.request().body();
        in.close();
        in.close();
        OutputStream out = context.response().body();
        out.write(bytes(marker(context)));
        out.close();
        out.close();
        context.response().complete();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }),
    IGNORE_THE_CONTENT(Outcome.MARKED, context -> context.response().text(marker(context))),
    READ_A_BYTE(Outcome.MARKED, context -> {
        assertThat(context.request().body().read()).isPositive();
        context.response().text(marker(context));
    }),
    READ_BEHIND_THE_END(Outcome.MARKED, context -> {
        InputStream in = context.request().body();
        in.readAllBytes();
        assertThat(in.read()).isNegative();
        assertThat(in.read(new byte[100])).isNegative();
        context.response().text(marker(context));
    }),
    CHANGE_THE_HEAD_TOO_LATE(Outcome.MARKED, context -> {
        OutputStream body = context.response().body();
        body.write(bytes(marker(context)));
        body.flush();
        assertThatThrownBy(() -> context.response().status(404)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> context.response().header("X-Stray", "STRAY"))
                .isInstanceOf(IllegalStateException.class);
    }),
    INTERRUPT_ITSELF_AND_RETURN(Outcome.MARKED, context -> {
        context.response().text(marker(context));
        Thread.currentThread().interrupt();
    }),
    INTERRUPT_ITSELF_AND_THROW(Outcome.ERROR, context -> {
        Thread.currentThread().interrupt();
        throw new InterruptedException("on purpose");
    }),
    INTERRUPT_ITSELF_AND_READ(Outcome.MARKED, context -> {
        Thread.currentThread().interrupt();
        context.request().text();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        context.response().text(marker(context));
    }),
    INTERRUPT_ITSELF_AND_WRITE(Outcome.MARKED, context -> {
        Thread.currentThread().interrupt();
        OutputStream body = context.response().body();
        for (char each : marker(context).toCharArray()) {
            body.write(each);
            body.flush();
        }
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }),
    OUT_OF_MEMORY(Outcome.ERROR, context -> tooMuch()),
    OUT_OF_MEMORY_LATE(Outcome.CUT, context -> {
        begin(context);
        tooMuch();
    }),
    STACK_OVERFLOW(Outcome.ERROR, context -> overflow(0)),
    STACK_OVERFLOW_LATE(Outcome.CUT, context -> {
        begin(context);
        overflow(0);
    }),
    STACK_OVERFLOW_WHILE_READING(Outcome.ERROR, Misbehaviour::readDeeper),
    WRITE_SMALL_PIECES_DEEPER(Outcome.ERROR_OR_CUT, context -> {
        OutputStream body = context.response().body();
        DeepStack.atEachLevel(50_000, () -> body.write(bytes("deep")));
    }),
    WRITE_LARGE_PIECES_DEEPER(Outcome.CUT, context -> {
        OutputStream body = context.response().body();
        DeepStack.atEachLevel(100, () -> body.write(new byte[20_000]));
    }),
    FLUSH_DEEPER(Outcome.CUT, context -> {
        OutputStream body = context.response().body();
        DeepStack.atEachLevel(5_000, () -> {
            body.write('d');
            body.flush();
        });
    }),
    WRITE_AT_THE_END_OF_THE_STACK(Outcome.CUT, context -> {
        begin(context);
        OutputStream body = context.response().body();
        DeepStack.fromTheEndUp(() -> body.write(bytes("deep")));
    }),
    WRITE_MUCH_AT_THE_END_OF_THE_STACK(Outcome.CUT, context -> {
        begin(context);
        OutputStream body = context.response().body();
        DeepStack.fromTheEndUp(() -> body.write(new byte[100_000]));
    }),
    FLUSH_AT_THE_END_OF_THE_STACK(Outcome.CUT, context -> {
        begin(context);
        OutputStream body = context.response().body();
        DeepStack.fromTheEndUp(() -> {
            body.write(bytes("deep"));
            body.flush();
        });
    }),
    START_AT_THE_END_OF_THE_STACK(Outcome.ERROR_OR_CUT, context -> {
        OutputStream body = context.response().body();
        DeepStack.fromTheEndUp(body::flush);
    }),
    READ_AT_THE_END_OF_THE_STACK(Outcome.ERROR, context -> {
        InputStream body = context.request().body();
        DeepStack.fromTheEndUp(body::readAllBytes);
    }),
    COMPLETE_AT_THE_END_OF_THE_STACK(Outcome.WHOLE_OR_NOT, context -> {
        OutputStream body = context.response().body();
        body.write(bytes(marker(context)));
        DeepStack.fromTheEndUp(body::close);
    }),
    LINKAGE_ERROR(Outcome.ERROR, context -> {
        throw new NoClassDefFoundError("on purpose");
    });

    private enum Outcome {
        /** 200 with nothing. */
        EMPTY,
        /** 200 with the request's marker. */
        MARKED,
        /** 200 with content that ends with the marker. */
        MARKED_AT_THE_END,
        /** 500. */
        ERROR,
        /** The client can tell that it did not get all. */
        CUT,
        /** One of both, as it happens. */
        ERROR_OR_CUT,
        /** Whatever became of it, it was before the application failed. */
        WHOLE_OR_NOT
    }

    private final Outcome outcome;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Handler handler;

    Misbehaviour(Outcome outcome, Handler handler) {
        this.outcome = outcome;
        this.handler = handler;
    }

    void run(HttpContext context) throws Exception {
        handler.handle(context);
    }

    private static String marker(HttpContext context) {
        return context.request().header("X-Marker");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void begin(HttpContext context) throws IOException {
        context.response().body().write(bytes("begun"));
        context.response().body().flush();
    }

    /** More than any heap has. */
    private static void tooMuch() {
        assertThat(new long[Integer.MAX_VALUE]).isEmpty();
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private static int readDeeper(HttpContext context) throws IOException {
        return context.request().body().read() + readDeeper(context);
    }

    /** Whether it is logged, once. */
    boolean isLogged() {
        return switch (outcome) {
            case EMPTY, MARKED, MARKED_AT_THE_END -> false;
            case ERROR, CUT, ERROR_OR_CUT, WHOLE_OR_NOT -> true;
        };
    }

    /** Whether nobody may know where the next request begins. */
    boolean mayClose() {
        return this == READ_AT_THE_END_OF_THE_STACK;
    }

    void requireSeen(Answer answer, String marker) {
        switch (outcome) {
            case EMPTY -> requireWhole(answer, "200");
            case MARKED -> requireWhole(answer, "200" + marker);
            case MARKED_AT_THE_END -> {
                assertThat(answer.whole()).as(answer.toString()).isTrue();
                assertThat(answer.text()).hasSize(70_000 + marker.length()).endsWith(marker);
            }
            case ERROR -> requireWhole(answer, "500");
            case CUT -> assertThat(answer.whole()).as(answer.toString()).isFalse();
            case ERROR_OR_CUT -> {
                if (answer.whole()) {
                    requireWhole(answer, "500");
                }
            }
            case WHOLE_OR_NOT -> {
                if (answer.whole() && answer.status() != 500) {
                    requireWhole(answer, "200" + marker);
                }
            }
        }
    }

    private static void requireWhole(Answer answer, String text) {
        assertThat(answer.whole()).as(answer.toString()).isTrue();
        assertThat(answer.status() + answer.text()).isEqualTo(text);
    }
}
