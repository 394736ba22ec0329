package dev.lanner.server;

/**
 * A rule that a peer can break. The rules are enum constants, one for each; the constant is what the exception carries,
 * what the log line and the metric say, and the name of the test.
 */
public interface Rule {
    /**
     * The constant's name.
     *
     * @return such as {@code HOST_MISSING}
     */
    String name();

    /**
     * Where the rule stands.
     *
     * @return such as {@code RFC 9112 §3.2}, or {@code Limits.headerBytes} for a limit of our own
     */
    String section();
}
