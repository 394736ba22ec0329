package dev.lanner.soak;

import java.util.List;
import java.util.Map;

/**
 * A request, and all that must come back.
 *
 * @param marker nobody else's; the answer has it in its field {@code x-marker}, as the target has it in its query
 * @param fields names and values in turn, without those that framing needs
 * @param upload null for a request without content
 * @param hints whether 103 must come before the answer
 * @param expected the fields of the answer in lower case, but for those that every answer has; null for a value that is the
 *     server's to choose
 * @param content what the content must be
 * @param trailer value of the answer's trailer {@code x-sum}; null for none
 */
record Ask(
        Kind kind,
        long marker,
        String method,
        String target,
        List<String> fields,
        Upload upload,
        boolean hints,
        int status,
        Map<String, String> expected,
        Content content,
        String trailer) {

    /**
     * Some bytes of a pattern.
     *
     * @param from where they begin in it
     */
    record Content(Pattern pattern, long from, long length) {
        static final Content NONE = new Content(new Pattern(0), 0, 0);
    }

    static String text(long marker) {
        return Long.toHexString(marker);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
