package dev.lanner.internal.http2;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may send DATA: keeps the connection's window (RFC 9113 §5.2), and the streams that wait for it, for a window of their
 * own, or for room in the buffer.
 *
 * <p>The most urgent stream goes first (RFC 9218 §10). Of equally urgent ones, those that are incremental share, the one
 * that has got least going first; the others come one after the other, in the order in which they were asked for, and the
 * first of them has a share like one that is incremental. A turn is a frame; but as long as the connection's window has plenty,
 * it is what leaves in one write, since to wake another thread for each frame costs more than the frame.
 *
 * <p>A share counts from when a stream wants to send: whoever comes late begins where the others are, and so neither keeps
 * them out until it has got as much, nor is kept out.
 *
 * <p>Guarded by the writer's lock.
 */
final class Turns {
    /** Of a window, in bytes, so that nobody goes short if one stream goes on for a while. */
    private static final int PLENTY = 1_048_576;

    private final List<SendWindow> waiting = new ArrayList<>();
    private long window = PeerSettings.WINDOW_DEFAULT;

    /** Of each urgency, the share of the stream that was served last, when its turn began: where the others are. */
    private final long[] served = new long[Priority.URGENCIES];

    /** Whose turn it is until what is appended leaves; null for nobody's yet. */
    private SendWindow atTurn;

    /**
     * How many bytes a stream may send now; 0 if it must wait.
     *
     * @param most how many it wants, and there is room for
     */
    int grant(SendWindow stream, int most) {
        stream.raiseShare(served[stream.priority().urgency()]);
        int count = (int) Math.min(window, Math.min(most, stream.available()));
        return count > 0 && (waiting.isEmpty() || isTurnOf(stream)) ? count : 0;
    }

    private boolean isTurnOf(SendWindow stream) {
        SendWindow next = choose(stream);
        return next == stream
                || stream == atTurn
                        && window >= PLENTY
                        && stream.priority().incremental()
                        && stream.priority().urgency() == next.priority().urgency();
    }

    /** What was appended leaves. */
    void turnEnds() {
        atTurn = null;
    }

    /** A stream has sent what it was granted. */
    void sent(SendWindow stream, int bytes) {
        if (atTurn != stream || window < PLENTY) {
            atTurn = stream;
            int urgency = stream.priority().urgency();
            served[urgency] = Math.max(served[urgency], stream.share());
        }
        window -= bytes;
        stream.sent(bytes);
    }

    /** By WINDOW_UPDATE for the connection; false if the window grows too large. */
    boolean increase(int bytes) {
        window += bytes;
        return window <= PeerSettings.WINDOW_MAX;
    }

    /** From now on a stream waits. */
    void join(SendWindow stream) {
        waiting.add(stream);
    }

    void leave(SendWindow stream) {
        waiting.remove(stream);
    }

    /**
     * Wakes the stream whose turn it is; there is room for its frame. Who is woken and finds that it is the turn of another
     * one by then wakes that.
     */
    void signalNext() {
        SendWindow next = window > 0 ? choose(null) : null;
        if (next != null) {
            next.signal();
        }
    }

    void signalAll() {
        waiting.forEach(SendWindow::signal);
    }

    /**
     * Of the streams that wait and have a window of their own, the one whose turn it is.
     *
     * @param newcomer is looked at too, whether it waits or not; null for none
     */
    private SendWindow choose(SendWindow newcomer) {
        SendWindow sharing = null;
        SendWindow inOrder = null;
        for (int i = newcomer == null ? 0 : -1; i < waiting.size(); i++) {
            SendWindow stream = i < 0 ? newcomer : waiting.get(i);
            if (stream.available() <= 0) {
                continue;
            }
            if (stream.priority().incremental()) {
                sharing = sharing == null || sharesBefore(stream, sharing) ? stream : sharing;
            } else {
                inOrder = inOrder == null || comesBefore(stream, inOrder) ? stream : inOrder;
            }
        }
        if (sharing == null || inOrder == null) {
            return sharing == null ? inOrder : sharing;
        }
        return sharesBefore(sharing, inOrder) ? sharing : inOrder;
    }

    private static boolean sharesBefore(SendWindow one, SendWindow other) {
        int urgency = one.priority().urgency() - other.priority().urgency();
        if (urgency != 0) {
            return urgency < 0;
        }
        return one.share() < other.share() || one.share() == other.share() && one.streamId() < other.streamId();
    }

    private static boolean comesBefore(SendWindow one, SendWindow other) {
        int urgency = one.priority().urgency() - other.priority().urgency();
        return urgency < 0 || urgency == 0 && one.streamId() < other.streamId();
    }
}
