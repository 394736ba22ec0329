package dev.lanner.soak;

import dev.lanner.feature.DataRate;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.TestServer;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The process with the server: the packaged jar, with {@link SoakApplication}, on two ports, in the clear and over TLS. It
 * is asked on its standard input by a word in a line, and answers by a line on its standard output.
 *
 * <p>Its limits are the default ones, but for those that a lawful client could touch on a busy machine, and for how many
 * requests a connection may have, so that connections end gracefully all the time.
 */
final class SoakServer {
    static final int REQUESTS_PER_CONNECTION = 200;

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(30);

    private SoakServer() {}

    private static ServerOptions options() {
        Limits limits = Limits.builder()
                .requestsPerConnection(REQUESTS_PER_CONNECTION)
                .tlsHandshakeTimeout(BUSY_MACHINE)
                .requestHeadTimeout(BUSY_MACHINE)
                .drainTimeout(BUSY_MACHINE)
                .requestRate(new DataRate(240, BUSY_MACHINE))
                .responseRate(new DataRate(240, BUSY_MACHINE))
                .build();
        TlsOptions tls = TlsOptions.builder()
                .certificate(TlsTesting.certificate(Instant.now()))
                .build();
        return ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .listen(Endpoint.https("127.0.0.1", 0, tls))
                .limits(limits)
                .build();
    }

    /** @param arguments the folder of {@link SoakFiles} */
    public static void main(String... arguments) throws IOException {
        SoakApplication application = new SoakApplication(Path.of(arguments[0]));
        TestServer server = TestServer.start(options(), application.handler());
        List<String> urls =
                server.edge().features().require(ServerAddressesFeature.class).addresses();
        System.out.println(TestServer.portOf(urls.get(0)) + " " + TestServer.portOf(urls.get(1)));
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            System.out.println(answer(question, server, application));
        }
        server.close();
    }

    private static String answer(String question, TestServer server, SoakApplication application) throws IOException {
        return switch (question) {
            case "measure" -> Measure.of(server).line();
            case "hidden" -> Long.toString(application.hidden());
            case "ended" -> ended(server);
            case "stop" -> stopped(server.edge().stop(BUSY_MACHINE));
            default -> throw new IllegalArgumentException(question);
        };
    }

    /** Why connections have ended, and how many by each reason. */
    private static String ended(TestServer server) {
        StringBuilder text = new StringBuilder();
        for (EndReason reason : EndReason.values()) {
            long count = server.edge().ended(reason);
            if (count > 0) {
                text.append(reason).append('=').append(count).append(' ');
            }
        }
        return text.toString().strip();
    }

    private static String stopped(StopReport report) {
        return report.finished() + " " + report.aborted();
    }
}
