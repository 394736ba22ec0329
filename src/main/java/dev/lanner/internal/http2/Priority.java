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
            String member = field.substring(from, to).strip();
            if (member.length() == 3 && member.startsWith("u=") && member.charAt(2) >= '0' && member.charAt(2) <= '7') {
                urgency = member.charAt(2) - '0';
            } else if (member.equals("i") || member.equals("i=?1")) {
                incremental = true;
            } else if (member.equals("i=?0")) {
                incremental = false;
            }
            from = to + 1;
        }
        return new Priority(urgency, incremental);
    }
}
