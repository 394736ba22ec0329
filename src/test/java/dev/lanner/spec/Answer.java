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

    /** HTTP/1.1: every byte. */
    final class OfBytes implements Answer {
        private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

        void expect(String bytes) {
            expected.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void expect(TextCase.Step step) {
            expect(((TextCase.Expect) step).bytes());
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
    }
}
