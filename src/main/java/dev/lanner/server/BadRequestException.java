package dev.lanner.server;

import dev.lanner.http.HttpStatus;
import java.io.IOException;

/**
 * The client broke a rule. An application that meets one while it reads lets it pass, and the server answers.
 *
 * <p>Has no stack trace: peers cause it at will, and the rule says more.
 */
public final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Rule rule;

    /** The answer, from 400 to 599. */
    private final int status;

    /**
     * A broken rule.
     *
     * @param rule which
     * @param status the answer to it, from 400 to 599
     */
    public BadRequestException(Rule rule, int status) {
        super(status + " " + HttpStatus.reason(status) + ": " + rule.name() + " (" + rule.section() + ")");
        this.rule = rule;
        this.status = status;
    }

    /**
     * The rule that was broken.
     *
     * @return the rule; null on an exception that was serialized
     */
    public Rule rule() {
        return rule;
    }

    /**
     * The answer to it.
     *
     * @return from 400 to 599
     */
    public int status() {
        return status;
    }

    /** No stack trace: peers cause this exception at will. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
