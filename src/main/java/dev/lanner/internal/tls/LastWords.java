package dev.lanner.internal.tls;

import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What a connection still has to say when it ends, and time for the peer to hear it; but no longer than that. */
final class LastWords {
    /** How long they may take to leave, and how long the peer has to read them. */
    static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int DRAIN_BYTES = 65_536;
    private static final int FATAL = 2;

    private final Transport raw;
    private final Deadline deadline;

    LastWords(Transport raw, Deadline deadline) {
        this.raw = raw;
        this.deadline = deadline;
    }

    /** Sends them, if anybody is left to hear them. */
    void say(byte[] words, int count) {
        deadline.arm(Phase.CLOSE, NANOS);
        try {
            RecordWriter.sendAll(raw, words, count);
        } catch (IOException gone) {
            // Nobody is.
        } finally {
            deadline.disarm();
        }
    }

    /** An alert in the clear, where there is no engine yet (RFC 8446 §6); by the reading thread. */
    void sayAlert(int description) {
        byte[] alert = {21, 3, 3, 0, 2, FATAL, (byte) description};
        say(alert, alert.length);
        drain();
    }

    /** By the reading thread: bytes that nobody has read would make the system send a reset, which overtakes our words. */
    void drain() {
        deadline.arm(Phase.CLOSE, NANOS);
        raw.closeOutput();
        byte[] waste = RecordBuffers.RECORDS.take();
        try {
            int left = DRAIN_BYTES;
            int read = 0;
            while (left > 0 && read >= 0) {
                read = raw.read(waste, 0, waste.length);
                left -= read;
            }
        } catch (IOException gone) {
            // That is what is waited for.
        } finally {
            deadline.disarm();
            RecordBuffers.RECORDS.give(waste);
        }
    }
}
