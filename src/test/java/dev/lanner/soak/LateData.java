package dev.lanner.soak;

import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.soak.Tally.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import javax.net.ssl.SSLException;

/**
 * DATA on a stream that the client has ended (RFC 9113 §5.1): answered by STREAM_CLOSED, for the stream or for the
 * connection, or by the connection's end. It comes before the answer, behind it, or in the moment in which it ends.
 */
final class LateData {
    private static final int PLENTY = 1 << 30;

    private final Line line;
    private final Random random;
    private final Tally tally;
    private final FrameClient frames;

    LateData(Line line, Random random, Tally tally) {
        this.line = line;
        this.random = random;
        this.tally = tally;
        this.frames = line.frames();
    }

    /** Until the server has had enough, or so many times. */
    void run(int times) throws IOException {
        frames.begin();
        frames.windowUpdate(0, PLENTY);
        int id = 1;
        while (id < 2 * times && isOnlyStreamEnded(id)) {
            id += 2;
        }
    }

    private boolean isOnlyStreamEnded(int id) throws IOException {
        tally.count(line.way(), Kind.LATE_DATA, Outcome.ASKED);
        try {
            long length = random.nextInt(4) == 0 ? random.nextInt(50_000) : random.nextInt(10);
            frames.get(id, "/content/" + length + "?" + Ask.text(random.nextLong()));
            switch (random.nextInt(3)) {
                case 0 -> {}
                case 1 -> frames.send();
                default -> {
                    frames.send();
                    while (!frames.next().isEnd()) {}
                }
            }
            frames.data(id, "late", random.nextBoolean()).send();
            boolean goesOn = isStreamEnded(id);
            tally.count(line.way(), Kind.LATE_DATA, Outcome.ANSWERED);
            return goesOn;
        } catch (SocketTimeoutException silence) {
            tally.fault(line.way(), Kind.LATE_DATA, Outcome.LOST, "on stream " + id + " is not answered");
            throw silence;
        } catch (EOFException | SocketException | SSLException end) {
            tally.count(line.way(), Kind.LATE_DATA, Outcome.ANSWERED);
            return false;
        }
    }

    /** Reads until the server says so; false if it is the connection that ends. */
    private boolean isStreamEnded(int id) throws IOException {
        while (true) {
            FrameClient.Received frame = frames.next();
            if (frame.type() == FrameClient.GOAWAY) {
                requireClosed(frame);
                return false;
            }
            if (frame.type() == FrameClient.RST_STREAM && frame.streamId() == id) {
                requireClosed(frame);
                return true;
            }
        }
    }

    private void requireClosed(FrameClient.Received frame) {
        if (frame.code() != ErrorCode.STREAM_CLOSED && frame.code() != ErrorCode.ENHANCE_YOUR_CALM) {
            tally.fault(line.way(), Kind.LATE_DATA, Outcome.WRONG, "is answered by " + frame);
        }
    }
}
