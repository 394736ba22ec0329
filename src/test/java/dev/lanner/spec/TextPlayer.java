package dev.lanner.spec;

import dev.lanner.feature.EndReason;
import dev.lanner.http.HttpDate;
import dev.lanner.internal.exchange.PeerRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.net.MemoryTransport.End;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.BadRequestException;
import dev.lanner.spec.TextCase.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Plays one text test on one connection, its bytes cut into pieces in one way. */
final class TextPlayer {
    private static final byte[] BEGINNING = bytes("PREFACE", "SETTINGS");
    private static final byte[] SETTINGS_ACK = bytes("SETTINGS ACK");

    private final TextCase text;
    private final IntPredicate cutBefore;
    private final UnaryOperator<Transport> around;
    private final Random turns;
    private final TestApplication application = new TestApplication();
    private final Answer answer;
    private TestConnection connection;
    private int sent;
    private boolean started;
    private boolean stateSaid;

    private TextPlayer(
            TextCase text, boolean inPieces, IntPredicate cutBefore, UnaryOperator<Transport> around, Random turns) {
        this.text = text;
        this.cutBefore = cutBefore;
        this.around = around;
        this.turns = turns;
        this.answer = text.protocol() == Protocol.HTTP_2 ? new FrameAnswer(inPieces) : new Answer.OfBytes();
    }

    /** What the client sends comes in the pieces of the text. */
    static TextPlayer whole(TextCase text) {
        return new TextPlayer(text, false, at -> false, own -> own, null);
    }

    /** @param cutBefore whether a new piece begins with the byte of that number among all that the client sends */
    static TextPlayer inPieces(TextCase text, IntPredicate cutBefore) {
        return inPieces(text, cutBefore, own -> own);
    }

    static TextPlayer inPieces(TextCase text, IntPredicate cutBefore, UnaryOperator<Transport> around) {
        return new TextPlayer(text, true, cutBefore, around, null);
    }

    /** @param turns which of the connection's threads run first, if several could; of HTTP/2 only */
    static TextPlayer inTurns(TextCase text, Random turns) {
        return new TextPlayer(text, true, at -> false, own -> own, turns);
    }

    /** Plays it, and fails if anything is not as the text says. */
    void play() {
        try (TestConnection own = opened()) {
            connection = own;
            for (TextCase.Step step : text.steps()) {
                play(step);
            }
            finish();
        }
    }

    private TestConnection opened() {
        return text.protocol() == Protocol.HTTP_2
                ? TestConnection.http2(text.options(), application, around, turns)
                : TestConnection.http1(text.options(), application, around);
    }

    private void play(TextCase.Step step) {
        switch (step) {
            case TextCase.Expect expect -> expect(expect);
            case TextCase.ExpectFrames expect -> expect(expect);
            case TextCase.Begin() -> begin();
            case TextCase.Send send -> {
                compareIfStarted();
                stateSaid = false;
                send(send.bytes().getBytes(StandardCharsets.ISO_8859_1));
                startIfNeeded();
                connection.settle();
            }
            case TextCase.Event event -> {
                if (!event.name().equals("client window")) {
                    startIfNeeded();
                }
                if (event.name().equals("server refused")) {
                    expect(new TextCase.Expect(
                            TextCase.refusal((PeerRule) text.rule(), HttpDate.format(connection.now()))));
                }
                compareIfStarted();
                happen(event);
            }
        }
    }

    /** The first piece is there before the server looks, so that "whole" is whole. */
    private void startIfNeeded() {
        if (!started) {
            started = true;
            connection.start();
            connection.settle();
        }
    }

    private void compareIfStarted() {
        if (started) {
            compare();
        }
    }

    private void expect(TextCase.Step step) {
        stateSaid = false;
        answer.expect(step);
    }

    /** What is the same for each connection comes in one piece, whatever comes of the others. */
    private void begin() {
        answer.sent(BEGINNING);
        connection.transport().send(BEGINNING);
        startIfNeeded();
        ((FrameAnswer) answer).expectBeginning(connection.transport().written());
        answer.sent(SETTINGS_ACK);
        connection.transport().send(SETTINGS_ACK);
        connection.settle();
    }

    private void send(byte[] bytes) {
        answer.sent(bytes);
        int from = 0;
        for (int to = 1; to <= bytes.length; to++) {
            if (to == bytes.length || cutBefore.test(sent + to)) {
                connection.transport().send(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
        }
        sent += bytes.length;
    }

    private void happen(TextCase.Event event) {
        MemoryTransport transport = connection.transport();
        switch (event.name()) {
            case "client end" -> {
                transport.endInput();
                connection.settle();
            }
            case "client gone" -> {
                transport.vanish();
                connection.settle();
            }
            case "client wait" -> connection.advance(TextCase.duration(event.argument()));
            case "client window" -> transport.window(Long.parseLong(event.argument()));
            case "client takes" -> {
                transport.widen(Long.parseLong(event.argument()));
                connection.settle();
            }
            case "server stop" -> {
                connection.stop();
                connection.settle();
            }
            case "server force" -> {
                connection.force();
                connection.settle();
            }
            case "server open" -> state(transport.end() == End.OPEN, event);
            case "server end", "server refused" ->
                state(transport.end() == End.OUTPUT_CLOSED || transport.end() == End.CLOSED, event);
            case "server close" -> state(transport.end() == End.CLOSED, event);
            case "server reset" -> state(transport.end() == End.RESET, event);
            default -> throw new IllegalArgumentException(text + ": no such directive: " + event);
        }
    }

    private void state(boolean asSaid, TextCase.Event event) {
        stateSaid = true;
        if (!asSaid) {
            throw failure("it is not so that (" + event.name() + "): the server's side is "
                    + connection.transport().end());
        }
    }

    private void finish() {
        compare();
        if (!stateSaid && connection.transport().end() != End.OPEN) {
            throw failure("the connection should be open, and is "
                    + connection.transport().end());
        }
        connection.transport().endInput();
        EndReason end = connection.awaitEnd();
        compare();
        if (text.end() != null && text.end() != end) {
            throw failure("the connection should end with " + text.end() + ", and ended with " + end);
        }
        if (text.rule() != null && !isRuleNamed()) {
            throw failure(
                    "nothing names the rule " + text.rule().name() + "; the application got " + application.error());
        }
    }

    /** In the answer's text, or by what the application got; an alert of TLS has no text, and one meaning. */
    private boolean isRuleNamed() {
        return text.rule() == Http1Rule.TLS_NOT_SPOKEN && received().startsWith("\025\003\003")
                || connection.faults().contains(text.rule())
                || connection.received().contains(": " + text.rule().name() + " (")
                || application.error() instanceof BadRequestException bad && bad.rule() == text.rule();
    }

    private void compare() {
        if (!answer.isAsExpected(connection.transport().written())) {
            throw failure("the server has sent something else");
        }
    }

    private AssertionError failure(String what) {
        String wanted = answer.expected();
        String actual = answer.shown(connection.transport().written());
        return new AssertionError(text + ": " + what + "\n--- sent\n"
                + answer.shownSent() + "\n--- expected\n" + wanted + "\n--- actual, "
                + connection.transport().end() + "\n" + marked(wanted, actual));
    }

    /** A {@code !} before the first line that differs. */
    private static String marked(String wanted, String actual) {
        String[] wantedLines = wanted.split("\n", -1);
        String[] actualLines = actual.split("\n", -1);
        int line = Arrays.mismatch(wantedLines, actualLines);
        if (line < 0) {
            return actual;
        }
        if (line == actualLines.length) {
            return actual + "\n! (and no more)";
        }
        actualLines[line] = "! " + actualLines[line];
        return String.join("\n", actualLines);
    }

    private static byte[] bytes(String... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextFrame.parse(List.of(frames)).forEach(frame -> bytes.writeBytes(frame.bytes()));
        return bytes.toByteArray();
    }

    /** How many requests have reached the application. */
    int processed() {
        return application.processed();
    }

    /** What the server has sent, as text. */
    String received() {
        return new String(connection.transport().written(), StandardCharsets.ISO_8859_1);
    }
}
