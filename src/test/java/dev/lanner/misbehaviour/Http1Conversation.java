package dev.lanner.misbehaviour;

import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Over HTTP/1.1: requests that are sent before the last one was answered are a pipeline. */
final class Http1Conversation implements Conversation {
    private static final Answer CUT = new Answer(false, 0, Map.of(), "");

    private final RawClient client;
    private final Deque<Request> unanswered = new ArrayDeque<>();
    private boolean open = true;

    Http1Conversation(RawClient client) {
        this.client = client;
    }

    private final class Request implements Asked {
        private Answer answer;

        @Override
        public Answer answer() {
            while (answer == null) {
                unanswered.removeFirst().answer = open ? read() : CUT;
            }
            return answer;
        }
    }

    private Answer read() {
        try {
            RawClient.Answer read = client.read();
            open = !"close".equals(read.field("connection"));
            return new Answer(true, read.status(), read.fields(), read.text());
        } catch (IOException cut) {
            open = false;
            return CUT;
        }
    }

    @Override
    public Asked ask(String target, String marker, String content) throws IOException {
        String head = (content == null ? "GET " : "POST ") + target + " HTTP/1.1\r\nHost: a\r\nX-Marker: " + marker;
        boolean sent = client.trySend(
                content == null
                        ? head + "\r\n\r\n"
                        : head + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\nX-Trailer: "
                                + marker + "\r\n\r\n");
        Request request = new Request();
        if (!sent) {
            request.answer = CUT;
            return request;
        }
        unanswered.add(request);
        return request;
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
