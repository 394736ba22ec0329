package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.internal.net.Bytes;
import java.util.Arrays;
import java.util.Set;

/**
 * Field lines that clients send with request after request, such as a browser's {@code User-Agent}: a line with the same
 * bytes gets the same strings, without being checked and copied again.
 *
 * <p>One table for all connections, so that an idle connection keeps nothing, and of a fixed size. A line has two places;
 * a new one pushes the older one out. Only fields are taken whose values many requests share and nobody keeps secret: no
 * cookies, no credentials, no names that are unknown here.
 *
 * <p>For any number of threads, without locks: a line never changes, and one that is seen late, or not at all, is parsed
 * as if it were new.
 */
final class RepeatedLines {
    /** A line that was checked. Its fields are final, so threads may hand it on without locks. */
    static final class Line {
        private final byte[] bytes;
        private final HeaderName name;
        private final String value;

        private Line(byte[] bytes, HeaderName name, String value) {
            this.bytes = bytes;
            this.name = name;
            this.value = value;
        }

        HeaderName name() {
            return name;
        }

        String value() {
            return value;
        }
    }

    static final RepeatedLines SHARED = new RepeatedLines();

    private static final int PLACES = 1_024;
    private static final int LENGTH_MIN = 8;

    /** With it the table is never larger than about half a megabyte. */
    private static final int LENGTH_MAX = 200;

    private static final Set<HeaderName> NAMES = Set.of(
            HeaderName.ACCEPT,
            HeaderName.ACCEPT_CHARSET,
            HeaderName.ACCEPT_ENCODING,
            HeaderName.ACCEPT_LANGUAGE,
            HeaderName.CACHE_CONTROL,
            HeaderName.CONNECTION,
            HeaderName.CONTENT_TYPE,
            HeaderName.EXPECT,
            HeaderName.HOST,
            HeaderName.ORIGIN,
            HeaderName.PRAGMA,
            HeaderName.PRIORITY,
            HeaderName.SEC_CH_UA,
            HeaderName.SEC_CH_UA_MOBILE,
            HeaderName.SEC_CH_UA_PLATFORM,
            HeaderName.SEC_FETCH_DEST,
            HeaderName.SEC_FETCH_MODE,
            HeaderName.SEC_FETCH_SITE,
            HeaderName.SEC_FETCH_USER,
            HeaderName.TE,
            HeaderName.UPGRADE_INSECURE_REQUESTS,
            HeaderName.USER_AGENT,
            HeaderName.VIA,
            HeaderName.X_FORWARDED_HOST,
            HeaderName.X_FORWARDED_PROTO);

    private final Line[] lines = new Line[PLACES];

    /** The line that these bytes are; null if it is not here. */
    Line find(byte[] bytes, int from, int length) {
        if (length < LENGTH_MIN || length > LENGTH_MAX) {
            return null;
        }
        int place = place(bytes, from, length);
        Line line = lines[place];
        if (isSame(line, bytes, from, length)) {
            return line;
        }
        line = lines[place ^ 1];
        return isSame(line, bytes, from, length) ? line : null;
    }

    private static boolean isSame(Line line, byte[] bytes, int from, int length) {
        return line != null && Arrays.equals(line.bytes, 0, line.bytes.length, bytes, from, from + length);
    }

    /** Keeps a line that was not found, if its field is one that repeats. */
    void keep(byte[] bytes, int from, int length, HeaderName name, String value) {
        if (length >= LENGTH_MIN && length <= LENGTH_MAX && NAMES.contains(name)) {
            int place = place(bytes, from, length);
            lines[place ^ 1] = lines[place];
            lines[place] = new Line(Arrays.copyOfRange(bytes, from, from + length), name, value);
        }
    }

    private static int place(byte[] bytes, int from, int length) {
        return Bytes.hash(bytes, from, length) & PLACES - 1;
    }
}
