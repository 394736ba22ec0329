package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerMetrics;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.net.Traffic;
import dev.lanner.server.Rule;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an edge server counts that nobody else needs; a {@link #snapshot} is this and what the others know. For any number
 * of threads.
 *
 * <p>Counting costs an addition that threads do not contend for, and allocates nothing: one for a connection, one for a
 * request, one for each system call that moves bytes, one for each frame of HTTP/2 that is of no use.
 */
final class Metrics {
    private final LongAdder accepted = new LongAdder();
    private final Map<ApplicationProtocol, Spoken> spoken = new EnumMap<>(ApplicationProtocol.class);

    /** As many entries as there are rules that were broken. */
    private final Map<String, LongAdder> faults = new ConcurrentHashMap<>();

    private final LongAdder uselessWork = new LongAdder();
    private final Traffic traffic = new Traffic();

    /** What came by one protocol. */
    private record Spoken(LongAdder began, LongAdder ended, LongAdder requests) {
        Spoken() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }

        /** What has ended is read first: so it is never more than what began. */
        ServerMetrics.Protocol snapshot() {
            long over = ended.sum();
            long all = began.sum();
            return new ServerMetrics.Protocol(all, (int) (all - over), requests.sum());
        }
    }

    Metrics() {
        for (ApplicationProtocol protocol : ApplicationProtocol.values()) {
            spoken.put(protocol, new Spoken());
        }
    }

    /** What the sockets of the server count. */
    Traffic traffic() {
        return traffic;
    }

    void accepted() {
        accepted.increment();
    }

    void began(ApplicationProtocol protocol) {
        spoken.get(protocol).began.increment();
    }

    void ended(ApplicationProtocol protocol) {
        spoken.get(protocol).ended.increment();
    }

    void request(ApplicationProtocol protocol) {
        spoken.get(protocol).requests.increment();
    }

    void fault(Rule rule) {
        faults.computeIfAbsent(PeerFaults.kind(rule), first -> new LongAdder()).increment();
    }

    void uselessWork(int points) {
        uselessWork.add(points);
    }

    ServerMetrics snapshot(
            Connections connections, Handshakes handshakes, RequestAdmission requests, Stream<Long> acceptFailures) {
        ServerMetrics.Protocol http1 = spoken.get(ApplicationProtocol.HTTP_1_1).snapshot();
        ServerMetrics.Protocol http2 = spoken.get(ApplicationProtocol.HTTP_2).snapshot();
        return new ServerMetrics(
                new ServerMetrics.Connections(
                        accepted.sum(),
                        connections.count(),
                        connections.upgraded(),
                        handshakes.count(),
                        acceptFailures.mapToLong(Long::longValue).sum()),
                new ServerMetrics.Requests(
                        http1.requests() + http2.requests(),
                        requests.running(),
                        requests.waiting(),
                        requests.refused()),
                http1,
                http2,
                new ServerMetrics.Traffic(traffic.received(), traffic.sent()),
                Stream.of(EndReason.values()).collect(Collectors.toMap(reason -> reason, connections::ended)),
                faults.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, fault -> fault.getValue().sum())),
                uselessWork.sum());
    }
}
