package dev.lanner.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What collects the figures can read the page. */
class MetricsPageTest {
    private static List<String> page(TestServer watched) throws Exception {
        try (TestServer pages = TestServer.start(new MetricsPage(watched.edge()));
                RawClient collector = pages.connect()) {
            return Arrays.asList(collector.get("/metrics").read().text().split("\n"));
        }
    }

    @Test
    void showsWhatHappened() throws Exception {
        try (TestServer watched = TestServer.start(context -> context.response().text("hello"));
                RawClient client = watched.connect();
                RawClient wrong = watched.connect()) {
            client.get("/").read();
            wrong.send("GET / HTTP/1.1\r\n\r\n").read();
            wrong.hangUp();
            watched.awaitEnded(EndReason.PROTOCOL_VIOLATION, 1);

            assertThat(page(watched))
                    .contains(
                            "lanner_connections_active{protocol=\"http1\"} 1",
                            "lanner_requests_total{protocol=\"http1\"} 1",
                            "lanner_requests_total{protocol=\"http2\"} 0",
                            "lanner_connections_ended_total{reason=\"protocol_violation\"} 1",
                            "lanner_peer_faults_total{rule=\"host_missing\"} 1")
                    .allMatch(line -> line.matches("# TYPE lanner_[a-z0-9_]+ (gauge|counter)")
                            || line.matches("lanner_[a-z0-9_]+(\\{[a-z]+=\"[a-z0-9_]+\"})? \\d+"));
        }
    }

    @Test
    void namesStandTogetherUnderTheirTypes() throws Exception {
        try (TestServer watched = TestServer.start(context -> {})) {
            Stream<String> types = page(watched).stream().filter(line -> line.startsWith("# TYPE"));

            assertThat(types).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        }
    }
}
