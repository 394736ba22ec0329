package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.net.ByteInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Reads a section of field lines with the empty line behind it (RFC 9112 §5). Used by the reading thread only.
 */
final class FieldReader {
    /** How long a section may be, and what it is called when it is longer. */
    record Bounds(int bytes, int count, HttpRule tooLarge, HttpRule tooMany) {}

    private static final int INITIAL_CAPACITY = 16;

    private final ByteInput in;
    private final LineReader lines;

    /** All lines of the section that was read last are {@link RepeatedLines}. */
    private boolean allRepeated;

    FieldReader(ByteInput in, LineReader lines) {
        this.in = in;
        this.lines = lines;
    }

    /**
     * Reads the section.
     *
     * @param dropped fields that are checked like all others and left out
     * @return the fields, locked
     */
    Headers read(Bounds bounds, Predicate<HeaderName> dropped) throws IOException {
        HeaderName[] names = new HeaderName[INITIAL_CAPACITY];
        String[] values = new String[INITIAL_CAPACITY];
        allRepeated = true;
        int size = 0;
        int count = 0;
        int bytesLeft = bounds.bytes;
        while (true) {
            // The empty line at the end is not part of the section's bytes.
            int length = lines.next(bytesLeft + 2, bounds.tooLarge::broken);
            if (length == 0) {
                in.skip(2);
                return Headers.received(names, values, size);
            }
            bytesLeft -= length + 2;
            if (bytesLeft < 0) {
                throw bounds.tooLarge.broken();
            }
            if (++count > bounds.count) {
                throw bounds.tooMany.broken();
            }
            int from = in.position();
            HeaderName name;
            String value;
            RepeatedLines.Line repeated = RepeatedLines.SHARED.find(in.array(), from, length);
            if (repeated != null) {
                name = repeated.name();
                value = repeated.value();
            } else {
                int colon = endOfName(in.array(), from, from + length);
                name = HeaderName.of(in.array(), from, colon - from);
                value = value(in.array(), colon + 1, from + length);
                RepeatedLines.SHARED.keep(in.array(), from, length, name, value);
                allRepeated = false;
            }
            in.skip(length + 2);
            if (dropped.test(name)) {
                continue;
            }
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size] = value;
            size++;
        }
    }

    /** Whether no line of the last section is one that only its client knows. */
    boolean allRepeated() {
        return allRepeated;
    }

    private static int endOfName(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to && FieldRules.isToken(bytes[at])) {
            at++;
        }
        if (at > from && at < to && bytes[at] == ':') {
            return at;
        }
        throw nameFault(bytes, from, at, to).get();
    }

    private static java.util.function.Supplier<IOException> nameFault(byte[] bytes, int from, int at, int to) {
        if (at == to) {
            return Http1Rule.FIELD_WITHOUT_COLON::broken;
        }
        if (isBlank(bytes[at])) {
            return at == from ? Http1Rule.FIELD_LINE_FOLDED::broken : Http1Rule.FIELD_BLANK_BEFORE_COLON::broken;
        }
        return bytes[at] == '\r' ? Http1Rule.BARE_CR::broken : HttpRule.FIELD_NAME_MALFORMED::broken;
    }

    private static String value(byte[] bytes, int from, int to) throws IOException {
        int start = from;
        int end = to;
        while (start < end && isBlank(bytes[start])) {
            start++;
        }
        while (end > start && isBlank(bytes[end - 1])) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (!FieldRules.isValue(bytes[i])) {
                throw bytes[i] == '\r' ? Http1Rule.BARE_CR.broken() : HttpRule.FIELD_VALUE_MALFORMED.broken();
            }
        }
        return start == end ? "" : new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
