package dev.lanner.soak;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.soak.Tally.Outcome;
import java.io.IOException;
import java.util.Random;

/** A well-behaved client with tunnels through HTTP/2, one after the other: what it sends comes back. Used by one thread. */
final class TunnelTalk {
    private static final int TUNNELS = 10;
    private static final int LARGEST = 100_000;

    /** Within every window, also before the server has said how large its own are. */
    private static final int PIECE = 16_384;

    private final Line line;
    private final Random random;
    private final Tally tally;
    private final FrameClient frames;

    TunnelTalk(Line line, Random random, Tally tally) {
        this.line = line;
        this.random = random;
        this.tally = tally;
        this.frames = line.frames();
    }

    void run() throws IOException {
        frames.begin();
        for (int i = 0; i < TUNNELS; i++) {
            tally.count(line.way(), Kind.TUNNEL, Outcome.ASKED);
            try {
                tunnel(2 * i + 1, random.nextInt(1 + random.nextInt(LARGEST)));
                tally.count(line.way(), Kind.TUNNEL, Outcome.ANSWERED);
            } catch (IOException gone) {
                tally.fault(line.way(), Kind.TUNNEL, Outcome.LOST, gone.toString());
                throw gone;
            } catch (WrongAnswer wrong) {
                tally.fault(line.way(), Kind.TUNNEL, Outcome.WRONG, wrong.getMessage());
                throw wrong;
            }
        }
    }

    private void tunnel(int id, int length) throws IOException {
        long marker = random.nextLong();
        frames.connect(id, "soak", "/tunnel/" + length + "?" + Ask.text(marker)).send();
        FrameClient.Received head = frames.await(FrameClient.HEADERS);
        if (head.streamId() != id
                || head.status() != 200
                || !Ask.text(marker).equals(head.fields().get("x-marker"))) {
            throw new WrongAnswer("the answer is " + head);
        }
        Pattern pattern = new Pattern(marker);
        boolean ended = false;
        for (int sent = 0; sent < length; ) {
            int count = Math.min(length - sent, 1 + random.nextInt(PIECE));
            boolean last = sent + count == length && random.nextBoolean();
            frames.data(id, pattern.bytes(sent, count), last).send();
            ended = receive(id, pattern, sent, count);
            sent += count;
        }
        while (!ended) {
            ended = receive(id, pattern, length, 0);
        }
    }

    /** Reads so many bytes, or a frame without any; true at the end of the stream. */
    private boolean receive(int id, Pattern pattern, int from, int count) throws IOException {
        int received = 0;
        boolean ended = false;
        do {
            FrameClient.Received frame = next(id);
            int length = frame.payload().length;
            if (received + length > count || pattern.mismatch(frame.payload(), 0, length, from + received) >= 0) {
                throw new WrongAnswer("what came back is not what was sent: " + frame);
            }
            if (length > 0) {
                frames.windowUpdate(0, length).windowUpdate(id, length);
            }
            received += length;
            ended = frame.isEnd();
        } while (received < count && !ended);
        if (received < count) {
            throw new WrongAnswer("the end came after " + (from + received) + " bytes");
        }
        return ended;
    }

    /** DATA; what was said of windows and settings is of no interest here. */
    private FrameClient.Received next(int id) throws IOException {
        FrameClient.Received frame = frames.next();
        while (frame.type() != FrameClient.DATA) {
            boolean others = frame.type() == FrameClient.WINDOW_UPDATE || frame.type() == FrameClient.SETTINGS;
            boolean over = frame.type() == FrameClient.RST_STREAM && frame.streamId() != id;
            if (!others && !over) {
                throw new IOException("there comes " + frame);
            }
            frame = frames.next();
        }
        return frame;
    }
}
