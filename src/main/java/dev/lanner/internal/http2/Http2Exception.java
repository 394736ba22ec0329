package dev.lanner.internal.http2;

import dev.lanner.server.Rule;
import java.io.IOException;

/** The client broke a rule of HTTP/2. Has no stack trace: peers cause it at will, and the rule says more. */
final class Http2Exception extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Http2Rule rule;
    private final transient Rule detail;
    private final int streamId;

    Http2Exception(Http2Rule rule, int streamId) {
        super(described(rule));
        this.rule = rule;
        this.detail = null;
        this.streamId = streamId;
    }

    /** @param detail what exactly was broken, by the words of another layer */
    Http2Exception(Http2Rule rule, int streamId, Rule detail) {
        super(described(rule) + ": " + described(detail));
        this.rule = rule;
        this.detail = detail;
        this.streamId = streamId;
    }

    private static String described(Rule rule) {
        return rule.name() + " (" + rule.section() + ")";
    }

    Http2Rule rule() {
        return rule;
    }

    /** Null if the rule says all. */
    Rule detail() {
        return detail;
    }

    /** 0 if it ends the connection. */
    int streamId() {
        return streamId;
    }

    boolean endsConnection() {
        return streamId == 0;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
