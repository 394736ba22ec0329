package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;
import java.util.ArrayList;
import java.util.List;

/** The entries that both ends have from the beginning (RFC 7541 appendix A). Immutable. */
final class StaticTable {
    private static final String[] ENTRIES = {
        ":authority",
        ":method GET",
        ":method POST",
        ":path /",
        ":path /index.html",
        ":scheme http",
        ":scheme https",
        ":status 200",
        ":status 204",
        ":status 206",
        ":status 304",
        ":status 400",
        ":status 404",
        ":status 500",
        "accept-charset",
        "accept-encoding gzip, deflate",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    /** How many entries there are; the dynamic table's newest has the index behind it. */
    static final int LENGTH = ENTRIES.length;

    private static final Field[] FIELDS = new Field[LENGTH + 1];

    /** The index of the first entry of a known name, by {@link FieldName#ordinal}; 0 if there is none. */
    private static final byte[] FIRST = new byte[FieldName.ORDINALS];

    /** The indices of the entries whose names are none of the known ones. */
    private static final int[] OTHERS;

    static {
        List<Integer> others = new ArrayList<>();
        for (int index = LENGTH; index > 0; index--) {
            String entry = ENTRIES[index - 1];
            int blank = entry.indexOf(' ');
            FieldName name = name(blank < 0 ? entry : entry.substring(0, blank));
            FIELDS[index] =
                    Field.of(name, blank < 0 ? "" : entry.substring(blank + 1).intern());
            if (name.ordinal >= 0) {
                FIRST[name.ordinal] = (byte) index;
            } else {
                others.add(index);
            }
        }
        OTHERS = others.stream().mapToInt(Integer::intValue).toArray();
    }

    private StaticTable() {}

    private static FieldName name(String text) {
        for (PseudoHeader pseudo : PseudoHeader.values()) {
            if (pseudo.text().equals(text)) {
                return FieldName.of(pseudo);
            }
        }
        return FieldName.of(HeaderName.of(text));
    }

    /**
     * An entry.
     *
     * @param index from 1 to {@link #LENGTH}
     */
    static Field get(int index) {
        return FIELDS[index];
    }

    /**
     * The first entry of a name.
     *
     * @return its index; 0 if there is none
     */
    static int indexOf(FieldName name) {
        if (name.ordinal >= 0) {
            return FIRST[name.ordinal];
        }
        for (int index : OTHERS) {
            if (FIELDS[index].name().equals(name)) {
                return index;
            }
        }
        return 0;
    }

    /**
     * The entry of a name and a value.
     *
     * @param first the first entry of the name
     * @return its index; 0 if there is none
     */
    static int indexOf(int first, String value) {
        FieldName name = FIELDS[first].name();
        for (int index = first; index <= LENGTH && FIELDS[index].name() == name; index++) {
            String known = FIELDS[index].value();
            if (!known.isEmpty() && known.equals(value)) {
                return index;
            }
        }
        return 0;
    }
}
