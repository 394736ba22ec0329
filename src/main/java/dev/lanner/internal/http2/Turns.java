package dev.lanner.internal.http2;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may send DATA: keeps the connection's window (RFC 9113 §5.2), and the streams that wait for it, for a window of their
 * own, or for room in the buffer. The most urgent one goes first, and equals take turns (RFC 9218 §10).
 *
 * <p>Guarded by the writer's lock.
 */
final class Turns {
    private final List<SendWindow> waiting = new ArrayList<>();
    private long window = PeerSettings.WINDOW_DEFAULT;

    /**
     * How many bytes a stream may send now; 0 if it must wait.
     *
     * @param most how many it wants, and there is room for
     */
    int grant(SendWindow stream, int most) {
        int count = (int) Math.min(window, Math.min(most, stream.available()));
        if (count <= 0) {
            return 0;
        }
        SendWindow next = next();
        return next == null || next == stream || stream.goesBefore(next) ? count : 0;
    }

    /** A stream has sent what it was granted. */
    void sent(SendWindow stream, int bytes) {
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

    /** Of the streams that wait and have a window of their own, the one whose turn it is. */
    private SendWindow next() {
        SendWindow next = null;
        for (SendWindow stream : waiting) {
            if (stream.available() > 0 && (next == null || stream.goesBefore(next))) {
                next = stream;
            }
        }
        return next;
    }

    /** Wakes the stream whose turn it is; there is room for its frame. */
    void signalNext() {
        SendWindow next = window > 0 ? next() : null;
        if (next != null) {
            next.signal();
        }
    }

    void signalAll() {
        waiting.forEach(SendWindow::signal);
    }
}
