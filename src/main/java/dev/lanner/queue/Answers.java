package dev.lanner.queue;

import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpStatus;
import java.io.IOException;

/** What a shared port answers itself. */
final class Answers {
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    /** Nobody has a prefix for the request. */
    static void notFound(HttpContext context) throws IOException {
        context.response().status(HttpStatus.NOT_FOUND).text("404 Not Found: no application here has that address\n");
    }

    /** The queue can't take the request. */
    static void unavailable(HttpContext context, Verbosity verbosity, String reason) throws IOException {
        if (verbosity == Verbosity.BASIC) {
            context.features().require(RequestLifetimeFeature.class).abort();
            return;
        }
        HttpResponse response = context.response();
        response.headers().clear();
        response.status(HttpStatus.SERVICE_UNAVAILABLE).header(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        if (verbosity == Verbosity.FULL) {
            response.header(HeaderName.CACHE_CONTROL, "no-store").text("503 Service Unavailable: " + reason + "\n");
        }
    }

    /** Whoever had a place for the request has not answered it. */
    static void failed(HttpContext context, int status, String reason) throws IOException {
        HttpResponse response = context.response();
        response.headers().clear();
        response.status(status)
                .header(HeaderName.CACHE_CONTROL, "no-store")
                .text(status + " " + HttpStatus.reason(status) + ": " + reason + "\n");
    }
}
