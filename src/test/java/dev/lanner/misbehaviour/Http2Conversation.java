package dev.lanner.misbehaviour;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Over HTTP/2: a stream for each request, any number of them at once. */
final class Http2Conversation implements Conversation {
    private final FrameClient client;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int lastStream = -1;
    private boolean open = true;

    Http2Conversation(FrameClient client) throws IOException {
        this.client = client.begin();
    }

    private final class Stream implements Asked {
        private final Map<String, String> fields = new TreeMap<>();
        private final StringBuilder text = new StringBuilder();
        private Answer answer;

        @Override
        public Answer answer() throws IOException {
            while (answer == null) {
                next();
            }
            return answer;
        }

        private void end(boolean whole) {
            String status = fields.get(":status");
            answer = new Answer(whole, status == null ? 0 : Integer.parseInt(status), fields, text.toString());
        }
    }

    private void next() throws IOException {
        Received frame;
        try {
            frame = client.next();
        } catch (IOException cut) {
            open = false;
            streams.values().forEach(stream -> stream.end(false));
            streams.clear();
            return;
        }
        Stream stream = streams.get(frame.streamId());
        if (frame.type() == FrameClient.GOAWAY) {
            open = false;
        } else if (stream != null) {
            take(frame, stream);
        }
    }

    private void take(Received frame, Stream stream) throws IOException {
        switch (frame.type()) {
            case FrameClient.HEADERS -> stream.fields.putAll(frame.fields());
            case FrameClient.DATA -> {
                stream.text.append(frame.text());
                giveRoom(frame);
            }
            case FrameClient.RST_STREAM -> {
                stream.end(false);
                streams.remove(frame.streamId());
            }
            default -> {}
        }
        if (frame.isEnd()) {
            stream.end(true);
            streams.remove(frame.streamId());
        }
    }

    private void giveRoom(Received frame) throws IOException {
        int length = frame.payload().length;
        if (length > 0) {
            client.windowUpdate(0, length);
            if (!frame.isEnd()) {
                client.windowUpdate(frame.streamId(), length);
            }
            client.send();
        }
    }

    @Override
    public Asked ask(String target, String marker, String content) throws IOException {
        lastStream += 2;
        Stream stream = new Stream();
        streams.put(lastStream, stream);
        if (content == null) {
            client.get(lastStream, target, "x-marker", marker);
        } else {
            client.post(lastStream, target, "x-marker", marker)
                    .data(lastStream, content, false)
                    .trailers(lastStream, "x-trailer", marker);
        }
        client.send();
        return stream;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
