package dev.lanner.middleware;

import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.http.HeaderName;
import java.net.SocketAddress;
import java.time.Instant;

/**
 * What a line of the log says of a request, taken while the request is there to be asked.
 *
 * <p>Used by the thread that handles the request.
 */
final class LogEntry {
    private final Instant time;
    private final String method;
    private final String target;
    private final String protocol;
    private final SocketAddress client;
    private final String id;
    private final String referer;
    private final String userAgent;
    private String failure;

    private LogEntry(HttpRequest request, ConnectionFeature connection, Instant time) {
        this.time = time;
        this.method = request.method().name();
        this.target = request.target().raw();
        this.protocol = request.version().toString();
        this.client = connection == null ? null : connection.remoteAddress();
        this.id = request.id();
        this.referer = request.header(HeaderName.REFERER);
        this.userAgent = request.header(HeaderName.USER_AGENT);
    }

    static LogEntry of(HttpContext context, Instant time) {
        return new LogEntry(context.request(), context.connection(), time);
    }

    /** What the rest of the pipeline threw. */
    void failedBy(Throwable failed) {
        failure = failed.getClass().getName();
    }

    Instant time() {
        return time;
    }

    String method() {
        return method;
    }

    /** As it was sent. */
    String target() {
        return target;
    }

    /** Such as {@code HTTP/1.1}. */
    String protocol() {
        return protocol;
    }

    /** Null if the server does not tell. */
    SocketAddress client() {
        return client;
    }

    /** Null if the server gives none. */
    String id() {
        return id;
    }

    /** Null if the client sent none. */
    String referer() {
        return referer;
    }

    /** Null if the client sent none. */
    String userAgent() {
        return userAgent;
    }

    /** The class of what the rest of the pipeline threw; null if it returned. */
    String failure() {
        return failure;
    }
}
