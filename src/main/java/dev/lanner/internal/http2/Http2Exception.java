package dev.lanner.internal.http2;

import java.io.IOException;

/** The client broke a rule of HTTP/2. Has no stack trace: peers cause it at will, and the rule says more. */
final class Http2Exception extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Http2Rule rule;
    private final int streamId;

    Http2Exception(Http2Rule rule, int streamId) {
        super(rule.name() + " (" + rule.section() + ")");
        this.rule = rule;
        this.streamId = streamId;
    }

    Http2Rule rule() {
        return rule;
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
