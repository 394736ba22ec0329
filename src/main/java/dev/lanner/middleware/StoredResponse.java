package dev.lanner.middleware;

import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpDate;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A response that is kept, and how it answers (RFC 9111 §4): GET and HEAD, conditions, one range. For any number of threads.
 *
 * <p>It is held by the store and by each request that it answers, and its bytes are given back when nobody holds it any more:
 * a client that takes an evicted response slowly does not make room that is not there.
 */
final class StoredResponse {
    /** What a response costs besides its content and the text of its fields. */
    private static final int OVERHEAD = 1_024;

    private final int status;
    private final String reason;
    private final StoredFields fields;
    private final byte[] content;
    private final Freshness freshness;
    private final long since;

    /** The entity tag without its weakness, which does not count here; null if there is none. */
    private final String tag;

    /** When it was changed, or else made: never null. */
    private final Instant modified;

    private final AtomicInteger holders = new AtomicInteger(1);

    /** Whether it has answered since the store last looked for something to evict. */
    private volatile boolean used;

    /**
     * A response held by who makes it.
     *
     * @param fields what is repeated
     * @param content owned by this from now on
     * @param since when it was complete, in nanoseconds of the cache's clock
     */
    StoredResponse(int status, String reason, StoredFields fields, byte[] content, Freshness freshness, long since) {
        this.status = status;
        this.reason = reason;
        this.fields = fields;
        this.content = content;
        this.freshness = freshness;
        this.since = since;
        this.tag = EntityTag.of(fields.own());
        Instant changed = HttpDate.parse(fields.own().joined(HeaderName.LAST_MODIFIED));
        this.modified = changed == null ? HttpDate.parse(fields.own().joined(HeaderName.DATE)) : changed;
    }

    /** How many bytes it takes besides its content, about. */
    static long overhead(CacheKey key, StoredFields fields) {
        return (long) OVERHEAD + key.weight() + fields.length();
    }

    long weight(CacheKey key) {
        return overhead(key, fields) + content.length;
    }

    /** How old it is, in seconds (RFC 9111 §4.2.3). */
    long age(long now) {
        return freshness.age() + TimeUnit.NANOSECONDS.toSeconds(now - since);
    }

    /** For how many seconds it may still be used; 0 or less once it is stale. */
    long left(long now) {
        return freshness.lifetime() - age(now);
    }

    /** Takes hold of it; false if it is gone already. */
    boolean hold() {
        int before = holders.get();
        while (before > 0 && !holders.compareAndSet(before, before + 1)) {
            before = holders.get();
        }
        return before > 0;
    }

    /** Lets go of it; true if nobody holds it any more. */
    boolean letGo() {
        return holders.decrementAndGet() == 0;
    }

    /** Whether it has answered since the last call. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Answers a GET or HEAD; the caller holds it. */
    void answer(HttpContext context, long now) throws IOException {
        if (!used) {
            used = true;
        }
        Headers request = context.request().headers();
        HttpResponse response = context.response();
        fields.repeat(response.headers());
        response.header(HeaderName.AGE, Long.toString(age(now)));
        if (isKnownTo(request)) {
            NotModified.answer(response);
            return;
        }
        response.status(status).reason(reason);
        boolean head = context.request().method().equals(HttpMethod.HEAD);
        List<ByteRange> ranges = head ? null : ranges(request);
        if (ranges == null || ranges.size() > 1) {
            response.contentLength(content.length);
            if (!head && content.length > 0) {
                response.body().write(content);
            }
        } else if (ranges.isEmpty()) {
            fields.forget(response.headers()); // what is stored is not what is sent
            response.headers().remove(HeaderName.AGE);
            response.status(HttpStatus.RANGE_NOT_SATISFIABLE)
                    .header(HeaderName.CONTENT_RANGE, "bytes */" + content.length)
                    .contentLength(0);
        } else {
            ByteRange range = ranges.getFirst();
            response.status(HttpStatus.PARTIAL_CONTENT)
                    .header(HeaderName.CONTENT_RANGE, range.contentRange(content.length))
                    .contentLength(range.length());
            response.body().write(content, (int) range.first(), (int) range.length());
        }
    }

    /** Whether the client has it, by a tag, or else by a date (RFC 9111 §4.3.2): then the answer to it is 304. */
    boolean isKnownTo(Headers request) {
        return status == HttpStatus.OK && Preconditions.isKnown(request, tag, modified);
    }

    /** Null for the whole content: more than one range may be ignored (RFC 9110 §14.2), and a {@code If-Range} that fails is. */
    private List<ByteRange> ranges(Headers request) {
        if (status != HttpStatus.OK || request.count(HeaderName.RANGE) != 1) {
            return null;
        }
        String condition = request.joined(HeaderName.IF_RANGE);
        boolean same = condition == null
                || condition.equals(fields.own().first(HeaderName.ETAG)) && condition.startsWith("\"");
        return same ? ByteRange.parse(request.first(HeaderName.RANGE), content.length) : null;
    }
}
