package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpDate;
import java.time.Instant;

/** Whether a conditional GET or HEAD is to be performed (RFC 9110 §13). */
final class Preconditions {
    /** What the conditions come to. */
    enum Outcome {
        /** All are met: perform the method. */
        MET,
        /** Answer 304: the client's copy is still good. */
        NOT_MODIFIED,
        /** Answer 412. */
        FAILED
    }

    private Preconditions() {}

    /**
     * Steps 1 to 4 of RFC 9110 §13.2.2, for GET and HEAD. Where a field with tags is present, the one with a date is not
     * looked at: a tag is more exact.
     *
     * @param request the request's fields
     * @param tag the strong tag of the representation that would be sent
     * @param modified when it was changed, in whole seconds
     */
    static Outcome evaluate(Headers request, String tag, Instant modified) {
        String ifMatch = request.joined(HeaderName.IF_MATCH);
        if (ifMatch != null) {
            if (!EntityTag.matchesStrongly(ifMatch, tag)) {
                return Outcome.FAILED;
            }
        } else {
            Instant unmodifiedSince = date(request, HeaderName.IF_UNMODIFIED_SINCE);
            if (unmodifiedSince != null && modified.isAfter(unmodifiedSince)) {
                return Outcome.FAILED;
            }
        }
        return isKnown(request, tag, modified) ? Outcome.NOT_MODIFIED : Outcome.MET;
    }

    /**
     * Steps 3 and 4: whether the client has already what would be sent.
     *
     * @param tag its entity tag without weakness, which does not count here; null if it has none
     * @param modified when it was changed, in whole seconds; null if that is not known, and then no date is a condition
     *     (RFC 9110 §13.1.3)
     */
    static boolean isKnown(Headers request, String tag, Instant modified) {
        String ifNoneMatch = request.joined(HeaderName.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return EntityTag.matchesWeakly(ifNoneMatch, tag == null ? "" : tag);
        }
        Instant modifiedSince = date(request, HeaderName.IF_MODIFIED_SINCE);
        return modifiedSince != null && modified != null && !modified.isAfter(modifiedSince);
    }

    /**
     * Step 5: whether a {@code Range} may be answered with a part. A date counts only if it is a strong validator, which
     * it is not within the second in which the file was changed: it may change in that second once more (RFC 9110
     * §8.8.2.2, §13.1.5).
     *
     * @param now the present time
     */
    static boolean allowRange(Headers request, String tag, Instant modified, Instant now) {
        String ifRange = request.joined(HeaderName.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        if (ifRange.startsWith("\"") || ifRange.startsWith("W/")) {
            return ifRange.equals(tag);
        }
        return modified.equals(HttpDate.parse(ifRange))
                && modified.plusSeconds(1).isBefore(now);
    }

    /** Null for no date, for what is not a date, and for more than one: then the field is ignored (RFC 9110 §13.1.3). */
    private static Instant date(Headers request, HeaderName name) {
        return HttpDate.parse(request.joined(name));
    }
}
