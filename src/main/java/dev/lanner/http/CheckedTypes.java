package dev.lanner.http;

/**
 * Values of {@code Content-Type} that were checked before: applications send the same few with response after response.
 *
 * <p>One table of a fixed size. For any number of threads, without locks: a string never changes, and one that is seen late,
 * or not at all, is checked once more.
 */
final class CheckedTypes {
    private static final int PLACES = 64;

    /** With it the table is never larger than 10 KiB. */
    private static final int LENGTH_MAX = 100;

    private final String[] types = new String[PLACES];

    boolean contains(String value) {
        return value.equals(types[place(value)]);
    }

    void add(String value) {
        if (value.length() <= LENGTH_MAX) {
            types[place(value)] = value;
        }
    }

    private static int place(String value) {
        return value.hashCode() & PLACES - 1;
    }
}
