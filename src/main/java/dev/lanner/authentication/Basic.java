package dev.lanner.authentication;

import dev.lanner.HttpContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Name and password in each request (RFC 7617), in UTF-8. Without TLS everybody on the way can read them, so over cleartext
 * they are neither asked for nor looked at, unless {@link #overCleartext()}. They are never logged.
 *
 * <p>For any number of threads, as long as the function is.
 */
public final class Basic extends Scheme {
    private final String challenge;
    private final Users users;
    private final boolean cleartextAllowed;

    /** Knows users and their passwords. Called by many threads at once. */
    @FunctionalInterface
    public interface Users {
        /**
         * Checks a password. Compare by {@link Basic#sameSecret}, or by what a password hash brings.
         *
         * @param name whatever a client sent, without colons and control characters
         * @param password whatever a client sent, without control characters
         * @return the user, or empty if there is none of that name with that password
         * @throws Exception if it can't be told; the answer is 500
         */
        Optional<Principal> check(String name, String password) throws Exception;
    }

    private Basic(String challenge, Users users, boolean cleartextAllowed) {
        super("Basic");
        this.challenge = challenge;
        this.users = users;
        this.cleartextAllowed = cleartextAllowed;
    }

    /**
     * Over TLS alone.
     *
     * @param realm what the user is told that the password is for; visible ASCII and blanks
     * @param users knows them
     * @return the scheme
     * @throws IllegalArgumentException if the realm has another character
     */
    public static Basic of(String realm, Users users) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a realm is visible ASCII and blanks (RFC 7617 §2)");
        }
        String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
        return new Basic(
                "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"", Objects.requireNonNull(users, "users"), false);
    }

    /**
     * The same over connections without TLS too, where everybody on the way can read the passwords: for a machine's own
     * programs, and for networks that are trusted.
     *
     * @return another scheme
     */
    public Basic overCleartext() {
        return new Basic(challenge, users, true);
    }

    /**
     * Whether two secrets are the same, in a time that tells nothing of either.
     *
     * @param one a secret
     * @param other another one
     * @return true if they are equal
     */
    public static boolean sameSecret(String one, String other) {
        return MessageDigest.isEqual(digest(one), digest(other));
    }

    /** All of one length, so that the length is no secret told. */
    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java machine has SHA-256", impossible);
        }
    }

    @Override
    String challenge(HttpContext context) {
        return isTaken(context) ? challenge : null;
    }

    private boolean isTaken(HttpContext context) {
        return cleartextAllowed || context.request().scheme().equals("https");
    }

    @Override
    Verdict check(String token, HttpContext context) throws Exception {
        String pair = isTaken(context) ? decoded(token) : null;
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
            return Verdict.REFUSED;
        }
        Principal user =
                users.check(pair.substring(0, colon), pair.substring(colon + 1)).orElse(null);
        return user == null ? Verdict.REFUSED : new Verdict(user, null);
    }

    /** Null if it is not Base64 of UTF-8. */
    private static String decoded(String token) {
        try {
            byte[] bytes = Base64.getDecoder().decode(token);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return null;
        }
    }
}
