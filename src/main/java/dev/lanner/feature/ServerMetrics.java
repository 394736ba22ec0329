package dev.lanner.feature;

import java.util.Map;

/**
 * The figures of a server at one moment. Those that are said to be active are of now; all others only grow, from the
 * making of the server on.
 *
 * @param connections what became of those who wanted to connect
 * @param requests what became of requests, whatever protocol they came by
 * @param http1 what came by HTTP/1.1 and HTTP/1.0
 * @param http2 what came by HTTP/2
 * @param traffic bytes on the wire, those of TLS and framing among them
 * @param ended how many connections ended for each reason; all reasons are there
 * @param faults how often peers broke each rule, by the rule's name, such as {@code HOST_MISSING}; rules that nobody
 *     has broken are not there, so there are never more entries than rules
 * @param uselessWork the points that clients of HTTP/2 spent of their budgets
 *     ({@code Http2Limits.misbehaviour}); {@code faults} has {@code TOO_MUCH_USELESS_WORK} for each connection that it cost
 */
public record ServerMetrics(
        Connections connections,
        Requests requests,
        Protocol http1,
        Protocol http2,
        Traffic traffic,
        Map<EndReason, Long> ended,
        Map<String, Long> faults,
        long uselessWork) {
    /** Copies the maps. */
    public ServerMetrics {
        ended = Map.copyOf(ended);
        faults = Map.copyOf(faults);
    }

    /**
     * What became of those who wanted to connect. Who was turned away is in {@link ServerMetrics#ended()}, as
     * {@link EndReason#TOO_MANY_CONNECTIONS} and {@link EndReason#TOO_MANY_CONNECTIONS_FROM_ADDRESS}.
     *
     * @param accepted how many were let in
     * @param active how many are open, tunnels and upgraded ones among them
     * @param activeUpgraded how many of these are tunnels or were upgraded
     * @param activeTlsHandshakes how many of these are in their TLS handshake
     * @param acceptFailures how often accepting failed, as it does without file descriptors
     */
    public record Connections(
            long accepted, int active, int activeUpgraded, int activeTlsHandshakes, long acceptFailures) {}

    /**
     * What became of requests. One whose head broke a rule is none: it is in {@link ServerMetrics#faults()} only.
     *
     * @param started how many had a head that could be understood
     * @param active how many run; those that became tunnels or upgraded connections don't
     * @param queued how many wait until fewer run ({@code Limits.requests})
     * @param refused how many were answered 503, because too many ran and waited
     */
    public record Requests(long started, int active, int queued, long refused) {}

    /**
     * What came by one protocol.
     *
     * @param connections how many connections have begun to speak it
     * @param activeConnections how many of these are open
     * @param requests how many of {@link Requests#started()} came by it
     */
    public record Protocol(long connections, int activeConnections, long requests) {}

    /**
     * Bytes on the wire.
     *
     * @param received from clients
     * @param sent to clients, as far as the system has taken them
     */
    public record Traffic(long received, long sent) {}
}
