package dev.lanner.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/**
 * What does a handshake cost the server, full and resumed? CPU time of its process for each connection with one request,
 * less that of a connection in the clear. The rounds of all kinds take turns.
 *
 * <p>{@code tools/measure handshakes [ROUNDS] [CONNECTIONS]}
 */
final class Handshakes {
    private static final int WARM_UP = 2_000;
    private static final int AT_ONCE = 4;

    private Handshakes() {}

    private enum Kind {
        CLEAR("in the clear", null, false),
        FULL_1_3("TLS 1.3, full", "TLSv1.3", false),
        RESUMED_1_3("TLS 1.3, resumed", "TLSv1.3", true),
        FULL_1_2("TLS 1.2, full", "TLSv1.2", false),
        RESUMED_1_2("TLS 1.2, resumed", "TLSv1.2", true);

        final String text;
        final String version;
        final boolean resumed;

        Kind(String text, String version, boolean resumed) {
            this.text = text;
            this.version = version;
            this.resumed = resumed;
        }
    }

    static void main(int rounds, int connections) throws Exception {
        double[][] micros = new double[Kind.values().length][rounds];
        try (MeasuredServer clear = MeasuredServer.start(false);
                MeasuredServer secured = MeasuredServer.start(true)) {
            for (int round = -1; round < rounds; round++) {
                for (Kind kind : Kind.values()) {
                    MeasuredServer server = kind == Kind.CLEAR ? clear : secured;
                    double each = micros(server, kind, round < 0 ? WARM_UP : connections);
                    if (round >= 0) {
                        micros[kind.ordinal()][round] = each;
                    }
                }
            }
        }
        System.out.printf(
                "CPU of the server for a connection with one request, microseconds: median of %d rounds of %d%n",
                rounds, connections);
        for (Kind kind : Kind.values()) {
            print(kind, micros[kind.ordinal()], median(micros[0]));
        }
    }

    private static void print(Kind kind, double[] micros, double clear) {
        double median = median(micros);
        System.out.printf(
                Locale.ROOT,
                "%-18s %6.0f (%.0f to %.0f)%s%n",
                kind.text,
                median,
                Arrays.stream(micros).min().orElseThrow(),
                Arrays.stream(micros).max().orElseThrow(),
                kind == Kind.CLEAR
                        ? ""
                        : String.format(Locale.ROOT, ", handshakes per CPU second: %.0f", 1e6 / (median - clear)));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double micros(MeasuredServer server, Kind kind, int connections) throws Exception {
        long before = server.cpuNanos();
        int each = connections / AT_ONCE;
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                clients.add(threads.submit(() -> connect(server, kind, each)));
            }
            for (Future<Void> client : clients) {
                client.get();
            }
        }
        return (server.cpuNanos() - before) / 1_000.0 / (each * AT_ONCE);
    }

    /** One client; the first of its resumed connections has nothing to resume. */
    private static Void connect(MeasuredServer server, Kind kind, int connections) throws Exception {
        SSLContext context = Client.newContext();
        long began = 0;
        for (int i = 0; i < connections; i++) {
            boolean resumed = connect(server, kind, kind.resumed ? context : Client.newContext(), began);
            if (resumed != (kind.resumed && i > 0)) {
                throw new IOException(kind.text + ": the session was " + (resumed ? "" : "not ") + "resumed");
            }
            if (i == 0) {
                Thread.sleep(5); // sessions older than what follows are resumed ones
                began = System.currentTimeMillis();
            }
        }
        return null;
    }

    /** One request on a connection of its own; true if the session was there when this began. */
    private static boolean connect(MeasuredServer server, Kind kind, SSLContext context, long began)
            throws IOException {
        if (kind == Kind.CLEAR) {
            try (Client client = Client.clear(server.port())) {
                client.askByHttp1();
                return false;
            }
        }
        try (Client client = Client.secured(server.port(), context, kind.version, "http/1.1")) {
            client.askByHttp1();
            return client.isResumed(began);
        }
    }
}
