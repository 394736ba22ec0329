package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.hpack.HpackRule;
import dev.lanner.internal.net.TracingTransport;
import dev.lanner.spec.TextCase.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trace log is a text test: each conversation is captured from the logger {@code lanner.wire}, and played again. */
class TraceReplayTest {
    /** What a log can't show: time, a client that does not read, and what the server's owner does. */
    private static final Set<String> NOT_IN_A_TRACE =
            Set.of("client wait", "client window", "client takes", "client gone", "server stop", "server force");

    /** Blocks that can't be read, for secrets may be in them, and frames that are too long. */
    private static final Pattern NOT_SHOWN =
            Pattern.compile("^> (  \\(block of|\\(frame (?!.*payload=))", Pattern.MULTILINE);

    private static final Logger ALL = Logger.getLogger("lanner");
    private static final Logger WIRE = Logger.getLogger("lanner.wire");

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            new SimpleFormatter().formatMessage(entry).lines().skip(1).forEach(lines::add);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void capture() {
        ALL.setLevel(Level.OFF);
        WIRE.setLevel(Level.FINER);
        WIRE.setUseParentHandlers(false);
        WIRE.addHandler(capture);
    }

    @AfterEach
    void logAgain() {
        WIRE.removeHandler(capture);
        WIRE.setUseParentHandlers(true);
        WIRE.setLevel(null);
        ALL.setLevel(null);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, 900", "HTTP_2, 400"})
    void everyTraceIsATextTest(Protocol protocol, int least) {
        long replayed = TextCase.all().stream()
                .filter(text -> text.protocol() == protocol && isInATrace(text))
                .filter(this::replay)
                .count();

        assertThat(replayed).isGreaterThan(least);
    }

    /** A trace does not show how fields were compressed, nor what comes behind an error of HTTP/2. */
    private static boolean isInATrace(TextCase text) {
        boolean over = false;
        for (TextCase.Step step : text.steps()) {
            if (step instanceof TextCase.Event event && NOT_IN_A_TRACE.contains(event.name())
                    || over && step instanceof TextCase.Send) {
                return false;
            }
            over |= text.protocol() == Protocol.HTTP_2
                    && step instanceof TextCase.Event event
                    && event.name().equals("server end");
        }
        return !(text.rule() instanceof HpackRule);
    }

    private boolean replay(TextCase original) {
        lines.clear();
        boolean frames = original.protocol() == Protocol.HTTP_2;
        TextPlayer.inPieces(original, at -> !frames && at % 7 == 0, own -> TracingTransport.around(own, "c1"))
                .play();
        String trace = (frames ? "protocol: HTTP/2\n" : "") + "# captured\n" + String.join("\n", lines);
        if (NOT_SHOWN.matcher(trace).find() || frames && trace.contains("***")) {
            return false;
        }
        TextCase captured = TextCase.parse(original.file(), trace).getFirst();

        TextCase again = new TextCase(
                original.file(),
                original.line(),
                original.title() + ", captured",
                original.protocol(),
                null,
                original.options(),
                original.end(),
                captured.steps());
        TextPlayer.inPieces(again, at -> false).play();
        if (!frames && !trace.contains("***")) {
            assertThat(original.sent()).as(trace).startsWith(captured.sent());
        }
        return true;
    }
}
