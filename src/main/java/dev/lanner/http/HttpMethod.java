package dev.lanner.http;

/**
 * A request's method (RFC 9110 §9): a token, compared with regard to case. The set is open.
 *
 * @param name the token, such as {@code GET}
 */
public record HttpMethod(String name) {
    /** Transfer a current selected representation (RFC 9110 §9.3.1). */
    public static final HttpMethod GET = new HttpMethod("GET");

    /** As GET, without the content (RFC 9110 §9.3.2). */
    public static final HttpMethod HEAD = new HttpMethod("HEAD");

    /** Process the request content by the resource's own meaning (RFC 9110 §9.3.3). */
    public static final HttpMethod POST = new HttpMethod("POST");

    /** Replace the representation (RFC 9110 §9.3.4). */
    public static final HttpMethod PUT = new HttpMethod("PUT");

    /** Remove the resource (RFC 9110 §9.3.5). */
    public static final HttpMethod DELETE = new HttpMethod("DELETE");

    /** Make a tunnel (RFC 9110 §9.3.6). */
    public static final HttpMethod CONNECT = new HttpMethod("CONNECT");

    /** Describe the communication options (RFC 9110 §9.3.7). */
    public static final HttpMethod OPTIONS = new HttpMethod("OPTIONS");

    /** Loop the message back (RFC 9110 §9.3.8). */
    public static final HttpMethod TRACE = new HttpMethod("TRACE");

    /** Change a part of the representation (RFC 5789 §2). */
    public static final HttpMethod PATCH = new HttpMethod("PATCH");

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException if {@code name} is not a token (RFC 9110 §5.6.2)
     */
    public HttpMethod {
        if (!Tokens.isToken(name)) {
            throw new IllegalArgumentException("\"" + Tokens.printable(name) + "\" is not a method: it is not a token");
        }
    }

    /**
     * The method of that name: the constant where there is one.
     *
     * @param name a token
     * @return the method
     * @throws IllegalArgumentException if {@code name} is not a token (RFC 9110 §5.6.2)
     */
    public static HttpMethod of(String name) {
        return switch (name) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "DELETE" -> DELETE;
            case "CONNECT" -> CONNECT;
            case "OPTIONS" -> OPTIONS;
            case "TRACE" -> TRACE;
            case "PATCH" -> PATCH;
            default -> new HttpMethod(name);
        };
    }

    /**
     * Whether the method asks for no change on the server (RFC 9110 §9.2.1).
     *
     * @return true for GET, HEAD, OPTIONS and TRACE; false for every method that is not known here
     */
    public boolean isSafe() {
        return equals(GET) || equals(HEAD) || equals(OPTIONS) || equals(TRACE);
    }

    /**
     * Whether a client may send the request again after a lost connection (RFC 9110 §9.2.2).
     *
     * @return true for the safe methods, PUT and DELETE
     */
    public boolean isIdempotent() {
        return isSafe() || equals(PUT) || equals(DELETE);
    }

    /** By hand, as is {@link #hashCode}: what the JVM makes for a record at its first use takes it 20 ms. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof HttpMethod method && name.equals(method.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The token itself. */
    @Override
    public String toString() {
        return name;
    }
}
