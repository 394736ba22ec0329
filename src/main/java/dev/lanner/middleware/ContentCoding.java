package dev.lanner.middleware;

import java.util.List;

/**
 * A coding in which a compressed sibling of a file is kept (RFC 9110 §8.4.1).
 *
 * @param name as {@code Content-Encoding} has it
 * @param ending what the sibling's name has behind the file's name
 */
record ContentCoding(String name, String ending) {
    /** All that are looked for, the better ones first. */
    static final List<ContentCoding> ALL = List.of(new ContentCoding("br", ".br"), new ContentCoding("gzip", ".gz"));

    /** Weights are kept in thousandths: they have at most three decimals (RFC 9110 §12.4.2). */
    private static final int FULL = 1000;

    private static final int ABSENT = -1;

    /**
     * Chooses among the codings that there are (RFC 9110 §12.5.3).
     *
     * @param accepted the {@code Accept-Encoding} field, null if the request has none
     * @param available the codings that there are, the better ones first
     * @return the one with the greatest weight, the better one of two alike; null to send the file as it is, also where
     *     the client refuses that and everything else too
     */
    static ContentCoding choose(String accepted, List<ContentCoding> available) {
        if (accepted == null || available.isEmpty()) {
            return null;
        }
        int others = weight(accepted, "*", ABSENT);
        ContentCoding best = null;
        int bestWeight = Math.max(0, weight(accepted, "identity", others) - 1); // as good is enough, 0 is not
        for (ContentCoding coding : available) {
            int weight = weight(accepted, coding.name, others);
            if (weight > bestWeight) {
                best = coding;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** In thousandths; {@code otherwise} for a name that is not in the list; 0 for a malformed weight. */
    private static int weight(String list, String name, int otherwise) {
        for (String member : list.split(",", -1)) {
            int semicolon = member.indexOf(';');
            String coding = (semicolon < 0 ? member : member.substring(0, semicolon)).strip();
            if (coding.equalsIgnoreCase(name) || name.equals("gzip") && coding.equalsIgnoreCase("x-gzip")) {
                return semicolon < 0
                        ? FULL
                        : quality(member.substring(semicolon + 1).strip());
            }
        }
        return otherwise;
    }

    /** {@code q=0.5} in thousandths. */
    private static int quality(String parameter) {
        if (!parameter.matches("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
            return 0;
        }
        return (int) Math.round(Double.parseDouble(parameter.substring(2)) * FULL);
    }
}
