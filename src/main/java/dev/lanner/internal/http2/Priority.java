package dev.lanner.internal.http2;

/**
 * How soon a response is wanted (RFC 9218 §4).
 *
 * @param urgency from 0, wanted first, to 7
 * @param incremental whether a part of it is of use, so that responses of one urgency may take turns
 */
record Priority(int urgency, boolean incremental) {
    /**
     * Of a client that has said nothing: in the middle, and taking turns. RFC 9218's default is one response after the other,
     * which is right for a browser's scripts, but lets one long download stand in the way of all others.
     */
    static final Priority UNSAID = new Priority(3, true);

    /** How many urgencies there are. */
    static final int URGENCIES = 8;

    private static final int URGENCY_DEFAULT = 3;
    private static final int URGENCY_MAX = 7;

    /** All that can be said: the urgencies, and again with turns. */
    private static final Priority[] SAID = new Priority[2 * (URGENCY_MAX + 1)];

    static {
        for (int urgency = 0; urgency <= URGENCY_MAX; urgency++) {
            SAID[urgency] = new Priority(urgency, false);
            SAID[urgency + URGENCY_MAX + 1] = new Priority(urgency, true);
        }
    }

    /**
     * Reads the dictionary {@code u=0..7, i} (RFC 9218 §4, RFC 8941 §3.2). What it does not understand it ignores.
     *
     * @param field the value of {@code priority}; null for none
     */
    static Priority of(String field) {
        if (field == null) {
            return UNSAID;
        }
        int urgency = URGENCY_DEFAULT;
        boolean incremental = false;
        for (int from = 0; from < field.length(); ) {
            int comma = field.indexOf(',', from);
            int to = comma < 0 ? field.length() : comma;
            int start = from;
            int end = to;
            while (start < end && isBlank(field.charAt(start))) {
                start++;
            }
            while (start < end && isBlank(field.charAt(end - 1))) {
                end--;
            }
            if (end - start == 3 && field.startsWith("u=", start) && isUrgency(field.charAt(end - 1))) {
                urgency = field.charAt(end - 1) - '0';
            } else if (is(field, start, end, "i") || is(field, start, end, "i=?1")) {
                incremental = true;
            } else if (is(field, start, end, "i=?0")) {
                incremental = false;
            }
            from = to + 1;
        }
        return SAID[incremental ? urgency + URGENCY_MAX + 1 : urgency];
    }

    private static boolean is(String field, int start, int end, String member) {
        return end - start == member.length() && field.startsWith(member, start);
    }

    private static boolean isUrgency(char c) {
        return c >= '0' && c <= '0' + URGENCY_MAX;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
