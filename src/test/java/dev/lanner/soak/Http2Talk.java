package dev.lanner.soak;

import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.soak.Tally.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A well-behaved client on one connection of HTTP/2: many streams at once, within all windows, its own among them. Used by
 * one thread, which sends all that it may before it waits for a frame.
 */
final class Http2Talk {
    private static final int[] WINDOWS = {1_000, 16_384, 65_535, 1 << 20};
    private static final int WINDOW_DEFAULT = 65_535;
    private static final int LARGEST_DATA = 16_384;

    private final Line line;
    private final Random random;
    private final Tally tally;
    private final FrameClient frames;
    private final Map<Integer, Http2Request> streams = new TreeMap<>();
    private final int concurrency;
    private long sendWindow = WINDOW_DEFAULT;
    private long initialWindow = WINDOW_DEFAULT;
    private int mayOpen = Integer.MAX_VALUE;
    private int nextId = 1;
    private boolean ending;

    Http2Talk(Line line, Random random, Tally tally) {
        this.line = line;
        this.random = random;
        this.tally = tally;
        this.frames = line.frames();
        this.concurrency = 1 + random.nextInt(40);
    }

    /** Asks until there is nothing left to ask, or the connection ends. What is to be asked again is there afterwards. */
    void run(Deque<Ask> asks) throws IOException {
        try {
            frames.preface(FrameClient.INITIAL_WINDOW_SIZE, window(), FrameClient.HEADER_TABLE_SIZE, tableSize());
            while (!streams.isEmpty() || !asks.isEmpty() && !ending) {
                open(asks);
                send();
                received(frames.next(), asks);
                beLively();
            }
        } catch (IOException gone) {
            streams.values().forEach(stream -> tally.lost(line.way(), stream.ask(), gone.toString()));
            throw gone;
        } catch (WrongAnswer wrong) {
            streams.values().forEach(stream -> again(stream, asks));
            line.reset();
            throw wrong;
        }
    }

    private int window() {
        return WINDOWS[random.nextInt(WINDOWS.length)];
    }

    private int tableSize() {
        return random.nextInt(4_097);
    }

    /** What a client may do at any time, seldom enough for the server's patience. */
    private void beLively() {
        switch (random.nextInt(400)) {
            case 0 -> frames.ping(false, new byte[8]);
            case 1 -> frames.settings(FrameClient.INITIAL_WINDOW_SIZE, window());
            case 2 -> frames.settings(FrameClient.HEADER_TABLE_SIZE, tableSize());
            case 3 -> cancelOne();
            default -> {}
        }
    }

    private void cancelOne() {
        if (!streams.isEmpty()) {
            int place = random.nextInt(streams.size());
            Http2Request stream = List.copyOf(streams.values()).get(place);
            streams.remove(stream.id());
            frames.rstStream(stream.id(), ErrorCode.CANCEL);
            tally.count(line.way(), stream.ask().kind(), Outcome.CANCELLED);
        }
    }

    // ---- what we send ---------------------------------------------------------------------------------------------

    private void open(Deque<Ask> asks) {
        while (!ending && !asks.isEmpty() && streams.size() < Math.min(concurrency, mayOpen)) {
            Http2Request stream = new Http2Request(nextId, asks.removeFirst(), initialWindow);
            tally.count(line.way(), stream.ask().kind(), Outcome.ASKED);
            streams.put(nextId, stream);
            nextId += 2;
            stream.head(frames);
        }
    }

    /** All that both windows have room for. */
    private void send() throws IOException {
        for (Http2Request stream : streams.values()) {
            while (stream.mayUpload() && (sendWindow > 0 || stream.uploadLeft() == 0)) {
                int piece = random.nextBoolean() ? LARGEST_DATA : 1 + random.nextInt(LARGEST_DATA);
                sendWindow -= stream.upload(frames, (int) Math.min(piece, sendWindow));
                frames.send();
            }
        }
        frames.send();
    }

    // ---- what comes -----------------------------------------------------------------------------------------------

    private void received(FrameClient.Received frame, Deque<Ask> asks) {
        switch (frame.type()) {
            case FrameClient.SETTINGS -> {
                if (!frame.isAck()) {
                    apply(ByteBuffer.wrap(frame.payload()));
                }
            }
            case FrameClient.PING -> {
                if (!frame.isAck()) {
                    frames.ping(true, frame.payload());
                }
            }
            case FrameClient.WINDOW_UPDATE -> {
                if (frame.streamId() == 0) {
                    sendWindow += frame.increment();
                } else if (streams.containsKey(frame.streamId())) {
                    streams.get(frame.streamId()).increaseWindow(frame.increment());
                }
            }
            case FrameClient.GOAWAY -> goAway(frame, asks);
            case FrameClient.RST_STREAM -> reset(frame, asks);
            case FrameClient.HEADERS, FrameClient.DATA -> answer(frame);
            default -> throw new WrongAnswer("there comes " + frame);
        }
    }

    private void apply(ByteBuffer settings) {
        while (settings.hasRemaining()) {
            int id = settings.getShort();
            int value = settings.getInt();
            if (id == FrameClient.INITIAL_WINDOW_SIZE) {
                long change = value - initialWindow;
                initialWindow = value;
                streams.values().forEach(stream -> stream.increaseWindow(change));
            } else if (id == FrameClient.MAX_CONCURRENT_STREAMS) {
                mayOpen = value;
            }
        }
        frames.settingsAck();
    }

    private void goAway(FrameClient.Received frame, Deque<Ask> asks) {
        if (frame.code() != ErrorCode.NO_ERROR) {
            throw new WrongAnswer("there comes " + frame);
        }
        ending = true;
        List<Http2Request> unseen = new ArrayList<>(streams.values());
        unseen.removeIf(stream -> stream.id() <= frame.lastStreamId());
        unseen.forEach(stream -> again(stream, asks));
        unseen.forEach(stream -> streams.remove(stream.id()));
    }

    private void again(Http2Request stream, Deque<Ask> asks) {
        tally.count(line.way(), stream.ask().kind(), Outcome.AGAIN);
        asks.addFirst(stream.ask());
    }

    private void reset(FrameClient.Received frame, Deque<Ask> asks) {
        Http2Request stream = streams.remove(frame.streamId());
        if (stream == null) {
            return;
        }
        if (frame.code() == ErrorCode.REFUSED_STREAM) {
            again(stream, asks);
        } else if (frame.code() == ErrorCode.NO_ERROR && stream.isAnswered()) {
            tally.answered(line.way(), stream.ask());
        } else {
            tally.lost(line.way(), stream.ask(), "there comes " + frame);
        }
    }

    private void answer(FrameClient.Received frame) {
        if (frame.type() == FrameClient.DATA && frame.payload().length > 0) {
            frames.windowUpdate(0, frame.payload().length);
        }
        Http2Request stream = streams.get(frame.streamId());
        if (stream == null) {
            if (frame.streamId() >= nextId) {
                throw new WrongAnswer("on a stream that was not opened comes " + frame);
            }
            return;
        }
        try {
            stream.received(frame);
        } catch (WrongAnswer wrong) {
            tally.wrong(line.way(), stream.ask(), wrong.getMessage());
            streams.remove(stream.id());
            throw wrong;
        }
        if (frame.type() == FrameClient.DATA && frame.payload().length > 0 && !stream.isAnswered()) {
            frames.windowUpdate(stream.id(), frame.payload().length);
        }
        if (stream.isAnswered() && !stream.hasUpload()) {
            streams.remove(stream.id());
            tally.answered(line.way(), stream.ask());
        }
    }
}
