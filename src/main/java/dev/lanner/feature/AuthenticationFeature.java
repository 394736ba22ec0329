package dev.lanner.feature;

import java.security.Principal;

/**
 * Who the client is. Given for requests whose client has shown it, by whatever stands before the application and has checked
 * it; there is none for anonymous requests. Immutable.
 */
public interface AuthenticationFeature {
    /**
     * The user.
     *
     * @return never null; its name is what the check says, such as {@code alice} or {@code alice@EXAMPLE.ORG}
     */
    Principal user();

    /**
     * How the user was authenticated.
     *
     * @return the scheme's registered name, such as {@code Basic} or {@code Negotiate} (RFC 9110 §11.1)
     */
    String scheme();
}
