package dev.lanner.internal.hpack;

import java.io.IOException;

/**
 * The peer broke a rule of header compression, and its connection has to end.
 *
 * <p>Has no stack trace: peers cause it at will, and the rule says more.
 */
public final class HpackException extends IOException {
    private static final long serialVersionUID = 1;

    private final HpackRule rule;

    HpackException(HpackRule rule) {
        super(rule.name() + " (" + rule.section() + ")");
        this.rule = rule;
    }

    /** Which rule it was. */
    public HpackRule rule() {
        return rule;
    }

    /** No stack trace: peers cause this exception at will. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
