package dev.lanner.authentication;

import dev.lanner.HttpContext;
import java.security.Principal;

/** A way to show who one is (RFC 9110 §11.1). Immutable, for any number of threads. */
public abstract sealed class Scheme permits Basic, Negotiate {
    private final String name;

    Scheme(String name) {
        this.name = name;
    }

    /**
     * The registered name.
     *
     * @return such as {@code Basic}
     */
    public final String name() {
        return name;
    }

    /** How a client is asked for credentials; null if they are not wanted by the way that this request came. */
    abstract String challenge(HttpContext context);

    /**
     * Looks at credentials.
     *
     * @param token what the client sent behind the scheme's name; empty if it sent nothing
     * @throws Exception if the check itself fails, which is not the client's fault
     */
    abstract Verdict check(String token, HttpContext context) throws Exception;

    /**
     * What came out.
     *
     * @param user null if the credentials are not good
     * @param answer what the client is to get in {@code WWW-Authenticate}, so that it knows the server; null for nothing
     */
    record Verdict(Principal user, String answer) {
        static final Verdict REFUSED = new Verdict(null, null);
    }
}
