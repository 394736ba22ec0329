package dev.lanner.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The text of IPv6 addresses, which has many forms for one address (RFC 4291 §2.2). */
final class Ipv6 {
    private static final int GROUPS = 8;

    private Ipv6() {}

    /**
     * The one form that RFC 5952 §4 asks for, in hexadecimal groups alone.
     *
     * @param literal an address in brackets that is well formed
     */
    static String canonical(String literal) {
        String text = literal.substring(1, literal.length() - 1);
        int elision = text.indexOf("::");
        List<Integer> groups = groups(elision < 0 ? text : text.substring(0, elision));
        if (elision >= 0) {
            List<Integer> behind = groups(text.substring(elision + 2));
            groups.addAll(Collections.nCopies(GROUPS - groups.size() - behind.size(), 0));
            groups.addAll(behind);
        }
        return "[" + text(groups) + "]";
    }

    private static List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        for (String part : text.split(":", -1)) {
            if (part.indexOf('.') < 0) {
                groups.add(Integer.parseInt(part, 16));
            } else {
                String[] bytes = part.split("\\.", -1);
                groups.add(Integer.parseInt(bytes[0]) << 8 | Integer.parseInt(bytes[1]));
                groups.add(Integer.parseInt(bytes[2]) << 8 | Integer.parseInt(bytes[3]));
            }
        }
        return groups;
    }

    /** The longest run of zeros, the first of several, is left out; one alone is not (RFC 5952 §4.2). */
    private static String text(List<Integer> groups) {
        int from = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end) == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        return length == 1
                ? joined(groups)
                : joined(groups.subList(0, from)) + "::" + joined(groups.subList(from + length, GROUPS));
    }

    private static String joined(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }
}
