package dev.lanner.middleware;

import java.util.ArrayList;
import java.util.List;

/**
 * Some bytes of a file, as a {@code Range} field asks for them (RFC 9110 §14.1.2).
 *
 * @param first the first byte's place, 0 or more
 * @param last the last byte's place, which belongs to the range
 */
record ByteRange(long first, long last) {
    /** More ranges than this are a whole file's work for little: nginx's {@code max_ranges} is meant for the same. */
    private static final int RANGES_MAX = 16;

    /**
     * The ranges that a field asks for, each within the file, in the order asked for. Ranges that overlap or touch are
     * one range, so that no byte is sent twice: a few bytes of request must not cost many files of answer.
     *
     * @param field the field's value
     * @param size the file's size in bytes
     * @return null if the field is to be ignored: it has another unit, is malformed, asks for more than 16 ranges or of
     *     an empty file (RFC 9110 §14.2 leaves that to us); an empty list if no range can be satisfied
     */
    static List<ByteRange> parse(String field, long size) {
        if (!field.regionMatches(true, 0, "bytes=", 0, 6) || size == 0) {
            return null;
        }
        String[] specs = field.substring(6).split(",", -1);
        if (specs.length > RANGES_MAX) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>(specs.length);
        boolean any = false;
        for (String spec : specs) {
            String trimmed = spec.strip();
            if (trimmed.isEmpty()) {
                continue; // RFC 9110 §5.6.1.2: empty members of a list are ignored
            }
            ByteRange range = parseOne(trimmed, size);
            if (range == null) {
                return null;
            }
            any = true;
            if (range.first < size && range.first <= range.last) {
                merge(range, ranges);
            }
        }
        return any ? ranges : null;
    }

    /** The last byte cut to the file; a range behind the file's end, or empty, if it can't be satisfied; null if malformed. */
    private static ByteRange parseOne(String spec, long size) {
        int dash = spec.indexOf('-');
        if (dash < 0 || dash == 0 && spec.length() == 1) {
            return null;
        }
        long first = number(spec, 0, dash);
        long last = number(spec, dash + 1, spec.length());
        if (first < 0 || last < 0) {
            return null;
        }
        if (dash == 0) {
            return new ByteRange(Math.max(0, size - last), last == 0 ? -1 : size - 1);
        }
        if (dash == spec.length() - 1) {
            return new ByteRange(first, size - 1);
        }
        return first > last ? null : new ByteRange(first, Math.min(last, size - 1));
    }

    /** A number too large for a long is as good as the largest; -1 for what is no number. No digits are zero. */
    private static long number(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }

    /** Takes in every range that the new one overlaps or touches; the result stands where the first of them stood. */
    private static void merge(ByteRange added, List<ByteRange> ranges) {
        ByteRange merged = added;
        int place = ranges.size();
        for (int i = ranges.size() - 1; i >= 0; i--) {
            ByteRange other = ranges.get(i);
            if (other.first <= merged.last + 1 && merged.first <= other.last + 1) {
                merged = new ByteRange(Math.min(other.first, merged.first), Math.max(other.last, merged.last));
                ranges.remove(i);
                place = i;
                i = ranges.size();
            }
        }
        ranges.add(Math.min(place, ranges.size()), merged);
    }

    /** How many bytes it has: 1 or more. */
    long length() {
        return last - first + 1;
    }

    /** As {@code Content-Range} has it (RFC 9110 §14.4). */
    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
