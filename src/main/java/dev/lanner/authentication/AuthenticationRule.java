package dev.lanner.authentication;

import dev.lanner.http.HttpStatus;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Rule;

/** What a request must keep so that it can be told who sent it. */
public enum AuthenticationRule implements Rule {
    /**
     * There is more than one {@code Authorization}, or no scheme in it, or a scheme that is asked for here without a token or
     * parameters behind it: 400.
     */
    AUTHORIZATION_MALFORMED("RFC 9110 §11.4");

    private final String section;

    AuthenticationRule(String section) {
        this.section = section;
    }

    @Override
    public String section() {
        return section;
    }

    /** What to throw when a request breaks the rule. */
    BadRequestException broken() {
        return new BadRequestException(this, HttpStatus.BAD_REQUEST);
    }
}
