package dev.lanner.soak;

import dev.lanner.internal.http2.FrameClient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One request of an {@link Http2Talk}, on its stream. Used by the talk's thread. */
final class Http2Request {
    private final int id;
    private final Answer answer;
    private long sendWindow;
    private long uploaded;
    private boolean maySend;
    private boolean ended;
    private boolean answered;

    Http2Request(int id, Ask ask, long sendWindow) {
        this.id = id;
        this.answer = new Answer(ask);
        this.sendWindow = sendWindow;
        this.ended = ask.upload() == null;
        this.maySend = !ended && !ask.upload().isExpecting();
    }

    int id() {
        return id;
    }

    Ask ask() {
        return answer.ask();
    }

    /** Collects HEADERS. */
    void head(FrameClient frames) {
        Upload upload = ask().upload();
        String[] fields = new String[ask().fields().size() + 4];
        int count = 0;
        for (String nameOrValue : ask().fields()) {
            fields[count++] = nameOrValue.toLowerCase(Locale.ROOT);
            if (count % 2 == 0) {
                fields[count - 1] = nameOrValue;
            }
        }
        if (upload != null && upload.isDeclared()) {
            fields[count++] = "content-length";
            fields[count++] = Long.toString(upload.length());
        }
        if (upload != null && upload.isExpecting()) {
            fields[count++] = "expect";
            fields[count++] = "100-continue";
        }
        frames.headers(id, ask().method(), ask().target(), upload == null, Arrays.copyOf(fields, count));
    }

    // ---- the request's content ------------------------------------------------------------------------------------

    boolean hasUpload() {
        return !ended;
    }

    boolean mayUpload() {
        return !ended && maySend && (sendWindow > 0 || uploadLeft() == 0);
    }

    long uploadLeft() {
        return ask().upload().length() - uploaded;
    }

    void increaseWindow(long increment) {
        sendWindow += increment;
    }

    /** Collects DATA, and the end if it has come; how much it takes from the windows. */
    int upload(FrameClient frames, int most) {
        String trailer = ask().upload().trailer();
        int count = (int) Math.max(0, Math.min(uploadLeft(), Math.min(most, sendWindow)));
        boolean last = count == uploadLeft();
        if (count > 0 || trailer == null) {
            byte[] piece = new Pattern(ask().marker()).bytes(uploaded, count);
            frames.data(id, piece, last && trailer == null);
        }
        uploaded += count;
        sendWindow -= count;
        if (last && trailer != null) {
            frames.trailers(id, "x-sum", trailer);
        }
        ended = last;
        return count;
    }

    // ---- the answer -----------------------------------------------------------------------------------------------

    boolean isAnswered() {
        return answered;
    }

    /** HEADERS or DATA of the answer. */
    void received(FrameClient.Received frame) {
        if (answered) {
            throw new WrongAnswer("behind the end comes " + frame);
        }
        if (frame.type() == FrameClient.DATA) {
            answer.content(frame.payload(), 0, frame.payload().length);
            end(frame, Map.of());
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>(frame.fields());
        String status = fields.remove(":status");
        if (status == null) {
            if (!frame.isEnd()) {
                throw new WrongAnswer("trailers that are not the end: " + fields);
            }
            end(frame, fields);
            return;
        }
        int code = Integer.parseInt(status);
        if (code < 200) {
            answer.informational(code, fields);
            maySend |= code == 100;
        } else {
            answer.head(code, fields);
            end(frame, Map.of());
        }
    }

    private void end(FrameClient.Received frame, Map<String, String> trailers) {
        if (frame.isEnd()) {
            answer.end(trailers);
            answered = true;
        }
    }
}
