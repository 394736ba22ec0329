package dev.lanner.worker;

import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the worker answers by itself: for a person with a browser as a page, for all others as a line. */
final class ErrorPage {
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final String ADVICE = "The log of the worker says why.";

    private ErrorPage() {}

    /** The application could not be started. */
    static void notStarted(HttpContext context, StartFault fault) throws IOException {
        HttpResponse response = context.response().status(HttpStatus.INTERNAL_SERVER_ERROR);
        response.header(HeaderName.CACHE_CONTROL, "no-store");
        String sentence = fault.number() + ": " + fault.sentence() + ".";
        String accept = context.request().headers().joined(HeaderName.ACCEPT);
        if (accept == null || !accept.contains("text/html")) {
            response.text(sentence + " " + ADVICE + "\n");
            return;
        }
        response.contentType("text/html; charset=utf-8");
        response.bytes("""
                <!doctype html>
                <html lang="en"><title>%1$s</title>
                <h1>%1$s</h1>
                <p>%2$s</p>
                </html>
                """.formatted(sentence, ADVICE).getBytes(StandardCharsets.UTF_8));
    }

    /** The application is offline, and that is its page. */
    static void offline(HttpContext context, byte[] page) throws IOException {
        HttpResponse response = context.response().status(HttpStatus.SERVICE_UNAVAILABLE);
        response.header(HeaderName.CACHE_CONTROL, "no-store");
        response.contentType("text/html").bytes(page);
    }

    static void stopping(HttpContext context) throws IOException {
        HttpResponse response = context.response().status(HttpStatus.SERVICE_UNAVAILABLE);
        response.header(HeaderName.CACHE_CONTROL, "no-store").header(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        response.text("503 Service Unavailable: the worker stops\n");
    }
}
