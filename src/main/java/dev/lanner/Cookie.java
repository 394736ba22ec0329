package dev.lanner;

import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A cookie as {@code Set-Cookie} sends it to a client (RFC 6265bis §4.1). Checked when it is built, so that a browser
 * that follows the standard does not throw it away. Immutable.
 */
public final class Cookie {
    /** A browser ignores a cookie whose name and value are longer together, in bytes (RFC 6265bis §5.6). */
    private static final int NAME_AND_VALUE_MAX = 4_096;

    /** A browser ignores an attribute whose value is longer, in bytes (RFC 6265bis §5.6). */
    private static final int ATTRIBUTE_MAX = 1_024;

    private final String name;
    private final String value;
    private final String line;

    private Cookie(Builder builder) {
        name = builder.name;
        value = builder.value;
        line = builder.line();
    }

    /**
     * A cookie that lasts as long as the browser and goes back to this host and the request's folder only.
     *
     * @param name see {@link #builder}
     * @param value see {@link #builder}
     * @return the cookie
     * @throws IllegalArgumentException as {@link #builder} and {@link Builder#build}
     */
    public static Cookie of(String name, String value) {
        return builder(name, value).build();
    }

    /**
     * A builder without attributes.
     *
     * @param name a token (RFC 9110 §5.6.2)
     * @param value visible ASCII without quote, comma, semicolon and backslash, the whole perhaps in quotes; it is sent
     *     as it is: encode what has other characters
     * @return the builder
     * @throws IllegalArgumentException if the name or the value has a character that it may not have, or both together
     *     have more than 4,096 bytes
     */
    public static Builder builder(String name, String value) {
        return new Builder(name, value);
    }

    /**
     * The name.
     *
     * @return a token
     */
    public String name() {
        return name;
    }

    /**
     * The value.
     *
     * @return the value as it was given
     */
    public String value() {
        return value;
    }

    /** The value of the {@code Set-Cookie} line. It may be a secret: not for logs. */
    @Override
    public String toString() {
        return line;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cookie that && line.equals(that.line);
    }

    @Override
    public int hashCode() {
        return line.hashCode();
    }

    /** Collects a cookie's attributes; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private final String name;
        private final String value;
        private String domain;
        private String path;
        private Instant expires;
        private Duration maxAge;
        private SameSite sameSite;
        private boolean secure;
        private boolean httpOnly;

        private Builder(String name, String value) {
            require(isToken(name), "a cookie's name is a token (RFC 9110 §5.6.2)");
            require(
                    isValue(value),
                    "the value of cookie " + name
                            + " may have visible ASCII without quote, comma, semicolon and backslash"
                            + " (RFC 6265bis §4.1.1)");
            require(
                    name.length() + value.length() <= NAME_AND_VALUE_MAX,
                    "name and value of cookie " + name + " have more than " + NAME_AND_VALUE_MAX + " bytes together");
            this.name = name;
            this.value = value;
        }

        /**
         * Lets all hosts of a domain have the cookie. Without it, only the host that set it.
         *
         * @param host a name such as {@code example.org}, without a dot before it
         * @return this
         * @throws IllegalArgumentException if it is not a name
         */
        public Builder domain(String host) {
            require(isDomain(host), "a cookie's domain is a name such as example.org (RFC 6265bis §4.1.2.3)");
            domain = host;
            return this;
        }

        /**
         * Lets requests for this path and all below it have the cookie. Without it, the folder of the request.
         *
         * @param prefix such as {@code /} or {@code /app}: visible ASCII and blanks without semicolon, beginning with a
         *     slash, of at most 1,024 bytes
         * @return this
         * @throws IllegalArgumentException if it is not of that form
         */
        public Builder path(String prefix) {
            require(
                    prefix.startsWith("/")
                            && prefix.length() <= ATTRIBUTE_MAX
                            && prefix.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != ';')
                            && !prefix.endsWith(" "),
                    "a cookie's path begins with a slash, has no control character, semicolon or blank at its end, and at"
                            + " most " + ATTRIBUTE_MAX + " bytes (RFC 6265bis §4.1.2.4)");
            path = prefix;
            return this;
        }

        /**
         * When the client forgets the cookie. {@link #maxAge} comes before it and depends on no clock.
         *
         * @param moment in the years 1601 to 9999; one in the past makes the client forget at once
         * @return this
         * @throws IllegalArgumentException if it is out of the range
         */
        public Builder expires(Instant moment) {
            require(
                    !moment.isBefore(Instant.parse("1601-01-01T00:00:00Z"))
                            && moment.isBefore(Instant.parse("+10000-01-01T00:00:00Z")),
                    "a cookie expires in the years 1601 to 9999 (RFC 6265bis §5.1.1)");
            expires = moment;
            return this;
        }

        /**
         * How long the client keeps the cookie; without it and {@link #expires}, until the browser ends. Browsers keep
         * none for longer than 400 days (RFC 6265bis §5.5).
         *
         * @param age 0 or more, what is finer than a second is cut off; 0 makes the client forget at once
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxAge(Duration age) {
            require(!age.isNegative(), "a cookie's age is 0 or more");
            maxAge = age;
            return this;
        }

        /**
         * Whether requests that another site causes have the cookie. Without it most browsers take
         * {@link SameSite#LAX}.
         *
         * @param rule which requests
         * @return this
         */
        public Builder sameSite(SameSite rule) {
            sameSite = Objects.requireNonNull(rule, "sameSite");
            return this;
        }

        /**
         * Keeps the cookie from connections without TLS.
         *
         * @return this
         */
        public Builder secure() {
            secure = true;
            return this;
        }

        /**
         * Keeps the cookie from scripts.
         *
         * @return this
         */
        public Builder httpOnly() {
            httpOnly = true;
            return this;
        }

        /**
         * The cookie.
         *
         * @return immutable
         * @throws IllegalArgumentException if the attributes do not fit each other: {@link SameSite#NONE} and the prefix
         *     {@code __Secure-} ask for {@link #secure}, the prefix {@code __Host-} also for the path {@code /} and no
         *     domain (RFC 6265bis §4.1.3)
         */
        public Cookie build() {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean host = lower.startsWith("__host-");
            require(
                    secure || !host && !lower.startsWith("__secure-"),
                    "cookie " + name + " must be secure: its prefix promises it (RFC 6265bis §4.1.3)");
            require(
                    !host || domain == null && "/".equals(path),
                    "cookie " + name + " must have the path / and no domain: its prefix promises it"
                            + " (RFC 6265bis §4.1.3.2)");
            require(
                    secure || sameSite != SameSite.NONE,
                    "cookie " + name + " must be secure: browsers refuse SameSite=None without it (RFC 6265bis §5.6)");
            return new Cookie(this);
        }

        private String line() {
            StringBuilder text = new StringBuilder(name).append('=').append(value);
            attribute(text, "Domain", domain);
            attribute(text, "Path", path);
            attribute(text, "Expires", expires == null ? null : HttpDate.format(expires));
            attribute(text, "Max-Age", maxAge == null ? null : maxAge.toSeconds());
            attribute(text, "SameSite", sameSite);
            text.append(secure ? "; Secure" : "").append(httpOnly ? "; HttpOnly" : "");
            return text.toString();
        }

        private static void attribute(StringBuilder text, String attribute, Object value) {
            if (value != null) {
                text.append("; ").append(attribute).append('=').append(value);
            }
        }

        private static boolean isToken(String text) {
            try {
                HeaderName.of(text);
                return true;
            } catch (IllegalArgumentException notAToken) {
                return false;
            }
        }

        /** {@code cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )}. */
        private static boolean isValue(String text) {
            boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
            String octets = quoted ? text.substring(1, text.length() - 1) : text;
            return octets.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\');
        }

        private static boolean isDomain(String text) {
            return !text.isEmpty()
                    && text.length() <= 253
                    && text.charAt(0) != '.'
                    && StandardCharsets.US_ASCII.newEncoder().canEncode(text)
                    && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.');
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
