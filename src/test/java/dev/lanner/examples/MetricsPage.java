package dev.lanner.examples;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerMetrics;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A page with a server's figures, in the text format that Prometheus and others collect. It belongs on an address that the
 * world can't reach: that of a second server, with {@code ServerOptions.daemon}.
 */
final class MetricsPage implements Handler {
    private final ServerMetricsFeature feature;

    /** @param watched the server whose figures are shown */
    MetricsPage(Server watched) {
        feature = watched.features().require(ServerMetricsFeature.class);
    }

    @Override
    public void handle(HttpContext context) throws IOException {
        context.response().text(page(feature.metrics()));
    }

    private static String page(ServerMetrics now) {
        var page = new Page();
        page.gauge("connections_active", "protocol", "http1", now.http1().activeConnections());
        page.gauge("connections_active", "protocol", "http2", now.http2().activeConnections());
        page.gauge("connections_upgraded", now.connections().activeUpgraded());
        page.gauge("tls_handshakes_active", now.connections().activeTlsHandshakes());
        page.gauge("requests_active", now.requests().active());
        page.gauge("requests_queued", now.requests().queued());
        page.counter("connections_accepted_total", now.connections().accepted());
        page.counter("accept_failures_total", now.connections().acceptFailures());
        page.counter("requests_total", "protocol", "http1", now.http1().requests());
        page.counter("requests_total", "protocol", "http2", now.http2().requests());
        page.counter("requests_refused_total", now.requests().refused());
        for (EndReason reason : EndReason.values()) {
            page.counter(
                    "connections_ended_total",
                    "reason",
                    reason.tag(),
                    now.ended().get(reason));
        }
        new TreeMap<>(now.faults()).forEach((rule, count) -> {
            page.counter("peer_faults_total", "rule", rule.toLowerCase(Locale.ROOT), count);
        });
        page.counter("http2_useless_work_points_total", now.uselessWork());
        page.counter("received_bytes_total", now.traffic().received());
        page.counter("sent_bytes_total", now.traffic().sent());
        return page.text.toString();
    }

    /** Figures of one name stand together, under a line that says what they are. */
    private static final class Page {
        private final StringBuilder text = new StringBuilder();
        private String current = "";

        void gauge(String name, long value) {
            line(name, "gauge", "", value);
        }

        void gauge(String name, String label, String labelled, long value) {
            line(name, "gauge", "{" + label + "=\"" + labelled + "\"}", value);
        }

        void counter(String name, long value) {
            line(name, "counter", "", value);
        }

        void counter(String name, String label, String labelled, long value) {
            line(name, "counter", "{" + label + "=\"" + labelled + "\"}", value);
        }

        private void line(String name, String type, String labels, long value) {
            if (!name.equals(current)) {
                current = name;
                text.append("# TYPE lanner_")
                        .append(name)
                        .append(' ')
                        .append(type)
                        .append('\n');
            }
            text.append("lanner_")
                    .append(name)
                    .append(labels)
                    .append(' ')
                    .append(value)
                    .append('\n');
        }
    }
}
