package dev.lanner.soak;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What comes back for one {@link Ask}, checked as it comes, however it is carried. Used by one thread. */
final class Answer {
    private final Ask ask;
    private boolean hinted;
    private boolean begun;
    private long received;

    Answer(Ask ask) {
        this.ask = ask;
    }

    Ask ask() {
        return ask;
    }

    boolean hasBegun() {
        return begun;
    }

    private void require(boolean right, String what, Object is, Object instead) {
        if (!right) {
            throw new WrongAnswer(what + " is " + is + " instead of " + instead);
        }
    }

    void informational(int status, Map<String, String> fields) {
        require(!begun, "a status behind the head", status, "none");
        if (status == 100) {
            require(ask.upload() != null && ask.upload().isExpecting(), "a status before the head", 100, "none");
            return;
        }
        require(ask.hints() && status == 103, "a status before the head", status, "none");
        String link = "</" + Ask.text(ask.marker()) + ">";
        require(Map.of("link", link).equals(fields), "the hint", fields, link);
        hinted = true;
    }

    /** @param fields without those of the connection and of framing */
    void head(int status, Map<String, String> fields) {
        require(!begun, "a second head's status", status, "none");
        begun = true;
        require(status == ask.status(), "the status", status, ask.status());
        require(hinted == ask.hints(), "a hint before the head", hinted, ask.hints());
        Map<String, String> expected = new HashMap<>(ask.expected());
        expected.put("date", null);
        expected.put("server", "Lanner");
        expected.put("x-marker", Ask.text(ask.marker()));
        if (ask.trailer() != null) {
            expected.put("trailer", "x-sum");
        }
        if (fields.containsKey("content-length")) {
            expected.putIfAbsent("content-length", Long.toString(ask.content().length()));
        }
        if (ask.content().length() > 0 || ask.kind() == Kind.HEAD || fields.containsKey("content-type")) {
            expected.put("content-type", "application/octet-stream");
        }
        require(fields.keySet().equals(expected.keySet()), "the fields", fields, expected);
        expected.forEach((name, value) ->
                require(value == null || value.equals(fields.get(name)), name, fields.get(name), value));
    }

    void content(byte[] bytes, int from, int length) {
        require(begun, "content before the head", length, 0);
        Ask.Content content = ask.content();
        require(received + length <= content.length(), "the length", received + length + " or more", content.length());
        long mismatch = content.pattern().mismatch(bytes, from, length, content.from() + received);
        require(mismatch < 0, "the content", "another", "the pattern at " + mismatch);
        received += length;
    }

    /** @param trailers empty if there were none */
    void end(Map<String, String> trailers) {
        require(begun, "an end before the head", true, false);
        require(
                received == ask.content().length(),
                "the length",
                received,
                ask.content().length());
        String sum = trailers.get("x-sum");
        require(Objects.equals(sum, ask.trailer()), "the trailer", sum, ask.trailer());
        require(trailers.size() == (sum == null ? 0 : 1), "the trailers", trailers, sum);
    }
}
