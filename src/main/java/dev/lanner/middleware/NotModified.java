package dev.lanner.middleware;

import dev.lanner.HttpResponse;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import java.util.List;

/** How a response to a client that has it already becomes 304 (RFC 9110 §15.4.5). */
final class NotModified {
    /** What describes content that is not sent. */
    private static final List<HeaderName> OF_CONTENT = List.of(
            HeaderName.ACCEPT_RANGES,
            HeaderName.CONTENT_DISPOSITION,
            HeaderName.CONTENT_ENCODING,
            HeaderName.CONTENT_LANGUAGE,
            HeaderName.CONTENT_LENGTH,
            HeaderName.CONTENT_TYPE);

    private NotModified() {}

    /** Makes a response 304 whose fields are those of a 200. */
    static void answer(HttpResponse response) {
        Headers fields = response.headers();
        OF_CONTENT.forEach(fields::remove);
        if (fields.contains(HeaderName.ETAG)) {
            fields.remove(HeaderName.LAST_MODIFIED); // the tag is more exact
        }
        response.status(HttpStatus.NOT_MODIFIED).reason(null);
    }
}
