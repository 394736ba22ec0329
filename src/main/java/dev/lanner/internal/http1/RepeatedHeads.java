package dev.lanner.internal.http1;

import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.Bytes;
import java.util.Arrays;

/**
 * Heads of requests that clients send again and again: who gets the same bytes as before need not read them again.
 *
 * <p>One table for all connections and of a fixed size, so that those who ask for the same have the same objects, which then
 * are in the processor's cache, however many connections there are. A head is kept when it comes for the second time. Only
 * those are taken that nobody keeps secret: all lines are {@link RepeatedLines}, and the target has no query. A path that is
 * a secret all the same, such as a link to set a new password, stays here if it was asked for twice, until another head takes
 * its place; nobody gets it by that who does not send it.
 *
 * <p>For any number of threads, without locks: a head never changes, and one that is seen late, or not at all, is kept once
 * more.
 */
final class RepeatedHeads {
    /** A head and the bytes that it was read from, its empty line included. Its fields are final, as those of the lines are. */
    static final class Head {
        private final byte[] bytes;
        private final RequestHead head;

        private Head(byte[] bytes, RequestHead head) {
            this.bytes = bytes;
            this.head = head;
        }

        /** How many bytes it has; 0 for {@link RepeatedHeads#NONE}. */
        int length() {
            return bytes.length;
        }

        RequestHead head() {
            return head;
        }

        /** Whether what is there from one place on, and before another, begins with this head. */
        boolean isAt(byte[] input, int from, int to) {
            int length = bytes.length;
            return length > 0 && length <= to - from && Arrays.equals(bytes, 0, length, input, from, from + length);
        }
    }

    /**
     * What no request has. Not in the class that it is of: this one is to be there before the first head, since a process that
     * has no file descriptor left may be unable to load it later.
     */
    static final Head NONE = new Head(new byte[0], null);

    static final RepeatedHeads SHARED = new RepeatedHeads();

    private static final int PLACES = 256;

    /** With it the table is never larger than about two megabytes, if all heads are of many short lines. */
    private static final int LENGTH_MAX = 1_024;

    private final Head[] heads = new Head[PLACES];

    /** What was seen last in each place, be it kept or not. */
    private final int[] seen = new int[PLACES];

    /**
     * A head that was read, and has no secrets.
     *
     * @return what was kept for the same bytes; else {@link #NONE}, or the head itself if it is kept from now on
     */
    Head known(byte[] bytes, int from, int length, RequestHead head) {
        if (length > LENGTH_MAX) {
            return NONE;
        }
        int hash = Bytes.wholeHash(bytes, from, length) ^ head.scheme().hashCode();
        int place = hash & PLACES - 1;
        Head known = heads[place];
        if (known != null
                && known.length() == length
                && known.isAt(bytes, from, from + length)
                && known.head.scheme().equals(head.scheme())) {
            return known;
        }
        if (seen[place] != hash) {
            seen[place] = hash;
            return NONE;
        }
        Head kept = unshared(bytes, from, length, head);
        heads[place] = kept;
        return kept;
    }

    /** A head that is not in the table, for one connection alone; {@link #NONE} if it is too long. */
    static Head unshared(byte[] bytes, int from, int length, RequestHead head) {
        return length > LENGTH_MAX ? NONE : new Head(Arrays.copyOfRange(bytes, from, from + length), head);
    }
}
