package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;

/**
 * The entries of a list that each proxy has added to, from its end: the last one is what the nearest proxy wrote. Nothing to
 * the left of an entry has a say in where it begins, so what a client wrote there leaves it as it is. Used by one request.
 */
final class ReportedEntries {
    private final HeaderName name;

    /** What has not been taken; null if nothing is left. */
    private String left;

    private boolean stopped;

    ReportedEntries(HeaderName name, Headers headers) {
        this.name = name;
        this.left = headers.joined(name);
    }

    HeaderName name() {
        return name;
    }

    /** The last entry, without blanks around it; null if there is none, or no more may be taken. */
    String last() {
        return left == null || stopped
                ? null
                : left.substring(lastComma(left) + 1).strip();
    }

    /** Takes the last entry away. */
    void take() {
        int comma = lastComma(left);
        left = comma < 0 ? null : left.substring(0, comma).stripTrailing();
    }

    /** Leaves the last entry, and all before it, where they are. */
    void stop() {
        stopped = true;
    }

    /** Where the last entry begins, less one: commas in quotes count for nothing (RFC 7239 §4). */
    private static int lastComma(String list) {
        boolean quoted = false;
        for (int i = list.length() - 1; i >= 0; i--) {
            char c = list.charAt(i);
            if (c == '"' && !(quoted && isEscaped(list, i))) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isEscaped(String text, int at) {
        int backslashes = 0;
        while (backslashes < at && text.charAt(at - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Makes the section have what was not taken, and no more. */
    void leaveRest(Headers headers) {
        headers.remove(name);
        if (left != null) {
            headers.add(name, left);
        }
    }
}
