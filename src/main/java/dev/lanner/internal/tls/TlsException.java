package dev.lanner.internal.tls;

import java.io.IOException;

/** A peer broke a rule of TLS, or a handshake failed. Has no stack trace: peers cause it at will. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    private final TlsRule rule;

    /** @param detail what the engine says; null for nothing */
    TlsException(TlsRule rule, String detail) {
        super(rule.name() + " (" + rule.section() + ")" + (detail == null ? "" : ": " + detail));
        this.rule = rule;
    }

    public TlsRule rule() {
        return rule;
    }

    /** No stack trace: peers cause this exception at will. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
