package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Entity tags (RFC 9110 §8.8.3): how a file gets one, and how lists of them are compared. */
final class EntityTag {
    private EntityTag() {}

    /**
     * A strong tag that changes when the file does. Size and time of the last change are not enough: a build that gives
     * every file the same time writes two versions of one size. So what tells one file from another (on Unix, device and
     * inode) goes in too, mixed so that the inode can't be read from the tag.
     *
     * @param attributes the file's
     * @param size its size in bytes
     * @param suffix tells codings of one file apart; may be empty
     * @return the tag in its quotes
     */
    static String of(BasicFileAttributes attributes, long size, String suffix) {
        long modified = attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
        long mixed = mix(modified ^ mix(Objects.hashCode(attributes.fileKey())));
        return '"' + Long.toHexString(size) + '-' + Long.toHexString(mixed) + suffix + '"';
    }

    /** The finisher of SplitMix64: each input gives another output, and every bit of it depends on all of them. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** The tag of a response without its weakness; null if it has none. */
    static String of(Headers response) {
        String tag = response.first(HeaderName.ETAG);
        return tag != null && tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /**
     * Whether a list of tags has one that is strongly equal to a tag: both strong, and equal (RFC 9110 §8.8.3.2).
     *
     * @param list an {@code If-Match}; {@code *} matches every tag, a malformed list none behind the fault
     * @param tag a tag in its quotes
     */
    static boolean matchesStrongly(String list, String tag) {
        return matches(list, tag, false);
    }

    /** As {@link #matchesStrongly}, but a weak tag in the list counts as if it were strong: for {@code If-None-Match}. */
    static boolean matchesWeakly(String list, String tag) {
        return matches(list, tag, true);
    }

    private static boolean matches(String list, String tag, boolean takesWeak) {
        if (list.strip().equals("*")) {
            return true;
        }
        for (int at = 0; at < list.length(); ) {
            char c = list.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            boolean weak = list.startsWith("W/", at);
            int start = weak ? at + 2 : at;
            int end = list.startsWith("\"", start) ? list.indexOf('"', start + 1) : -1;
            if (end < 0) {
                return false;
            }
            at = end + 1;
            if ((takesWeak || !weak) && at - start == tag.length() && list.startsWith(tag, start)) {
                return true;
            }
        }
        return false;
    }
}
