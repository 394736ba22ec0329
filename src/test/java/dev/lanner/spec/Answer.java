package dev.lanner.spec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the server should have sent so far, to be compared with what it has sent. */
interface Answer {
    /** It should have sent more. */
    void expect(TextCase.Step step);

    /** Whether what it has sent is that and nothing else. */
    boolean isAsExpected(byte[] sent);

    /** What was expected, a line for each line of {@link #shown}. */
    String expected();

    /** What was sent, as text. */
    String shown(byte[] sent);

    /** The client sends. */
    void sent(byte[] bytes);

    /** What the client has sent, as text. */
    String shownSent();

    /** HTTP/1.1: every byte. */
    final class OfBytes implements Answer {
        private final ByteArrayOutputStream client = new ByteArrayOutputStream();
        private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

        @Override
        public void expect(TextCase.Step step) {
            String bytes = ((TextCase.Expect) step).bytes();
            expected.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public boolean isAsExpected(byte[] sent) {
            return Arrays.equals(expected.toByteArray(), sent);
        }

        @Override
        public String expected() {
            return Escapes.lines("<", expected.toByteArray());
        }

        @Override
        public String shown(byte[] sent) {
            return Escapes.lines("<", sent);
        }

        @Override
        public void sent(byte[] bytes) {
            client.writeBytes(bytes);
        }

        @Override
        public String shownSent() {
            return Escapes.lines(">", client.toByteArray());
        }
    }
}
