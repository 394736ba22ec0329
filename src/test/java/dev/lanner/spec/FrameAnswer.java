package dev.lanner.spec;

import dev.lanner.internal.http2.Http2Text;
import dev.lanner.internal.net.WireText.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the server should have sent, in frames. The order of the frames of one stream is compared, and so is that of the
 * frames on stream 0; but not the order between streams, which nothing in the protocol promises.
 *
 * <p>How much of a request's content is there when the application reads depends on the pieces in which it came. So if it
 * comes in pieces, DATA frames that follow each other on a stream count as one, and WINDOW_UPDATE frames too.
 */
final class FrameAnswer implements Answer {
    private final boolean inPieces;
    private final Http2Text words = new Http2Text(false);
    private final List<TextFrame> expected = new ArrayList<>();
    private final List<TextFrame> arrived = new ArrayList<>();
    private int shown;
    private final StringBuilder client = new StringBuilder();

    /** @param inPieces whether the client's bytes come in pieces that are not those of the text */
    FrameAnswer(boolean inPieces) {
        this.inPieces = inPieces;
    }

    @Override
    public void expect(TextCase.Step step) {
        expected.addAll(((TextCase.ExpectFrames) step).frames());
    }

    /** Frames up to the acknowledgement of the client's first SETTINGS are as they should be, whatever they are. */
    void expectBeginning(byte[] sent) {
        arrive(sent);
        if (!arrived.getLast().toString().equals("SETTINGS ACK")) {
            throw new AssertionError("the connection begins without SETTINGS ACK: " + arrived);
        }
        expected.addAll(arrived);
    }

    private void arrive(byte[] sent) {
        String text = words.pass(Side.SERVER, sent, shown, sent.length - shown);
        shown = sent.length;
        List<String> lines = text.lines()
                .filter(line -> line.charAt(0) == Side.SERVER.mark())
                .map(line -> line.substring(2))
                .toList();
        arrived.addAll(TextFrame.parse(lines));
    }

    @Override
    public boolean isAsExpected(byte[] sent) {
        arrive(sent);
        return comparable(expected).equals(comparable(arrived));
    }

    private List<TextFrame> comparable(List<TextFrame> frames) {
        List<TextFrame> sorted = new ArrayList<>(frames);
        sorted.sort(Comparator.comparingLong(TextFrame::stream));
        List<TextFrame> joined = new ArrayList<>();
        for (TextFrame frame : sorted) {
            TextFrame last = joined.isEmpty() ? null : joined.getLast();
            if (inPieces && last != null && last.isJoinedBy(frame)) {
                joined.set(joined.size() - 1, last.joined(frame));
            } else {
                joined.add(frame);
            }
        }
        return joined;
    }

    private String lines(List<TextFrame> frames) {
        return comparable(frames).stream()
                .flatMap(frame -> frame.toString().lines())
                .map(line -> "< " + line)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public String expected() {
        return lines(expected);
    }

    @Override
    public String shown(byte[] sent) {
        return lines(arrived);
    }

    @Override
    public void sent(byte[] bytes) {
        client.append(words.pass(Side.CLIENT, bytes, 0, bytes.length));
    }

    @Override
    public String shownSent() {
        return client + words.rest(Side.CLIENT);
    }
}
