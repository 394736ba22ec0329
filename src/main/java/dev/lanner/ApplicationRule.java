package dev.lanner;

import dev.lanner.http.HttpStatus;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Rule;

/** What a request must keep so that the application model can read it. */
public enum ApplicationRule implements Rule {
    /** A query has more than 1,000 parameters: 400. */
    QUERY_TOO_MANY_PARAMETERS("HttpRequest.query", HttpStatus.BAD_REQUEST),
    /** There are more than 200 cookies: 400. */
    COOKIES_TOO_MANY("HttpRequest.cookies", HttpStatus.BAD_REQUEST),
    /** A form has more than 1,000 fields: 413. */
    FORM_TOO_MANY_FIELDS("HttpRequest.form", HttpStatus.CONTENT_TOO_LARGE),
    /** A form has more than 4,194,304 bytes: 413. */
    FORM_TOO_LONG("HttpRequest.form", HttpStatus.CONTENT_TOO_LARGE),
    /** Content that is not a form came where the application reads one: 415. */
    FORM_OF_ANOTHER_TYPE("RFC 9110 §15.5.16", HttpStatus.UNSUPPORTED_MEDIA_TYPE);

    private final String section;
    private final int status;

    ApplicationRule(String section, int status) {
        this.section = section;
        this.status = status;
    }

    @Override
    public String section() {
        return section;
    }

    /** What to throw when a request breaks the rule. */
    BadRequestException broken() {
        return new BadRequestException(this, status);
    }
}
