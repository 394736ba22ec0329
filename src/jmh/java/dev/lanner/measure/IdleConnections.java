package dev.lanner.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/**
 * How much memory does a connection hold that is idle after one request? Live heap after a full collection, and what the
 * process has from the system, with many connections and before them.
 *
 * <p>{@code tools/measure connections [COUNT]}
 */
final class IdleConnections {
    private static final int AT_ONCE = 8;
    private static final int WARM_UP = 500;

    /** A small young generation, so that garbage of handshakes is not taken for memory of connections. */
    private static final String[] JAVA_OPTIONS = {"-XX:+UseSerialGC", "-Xmn16m", "-Xmx2g"};

    private IdleConnections() {}

    /** Opens a connection to a port, and asks once. */
    @FunctionalInterface
    private interface Opener {
        Client open(int port) throws IOException;
    }

    static void main(int count) throws Exception {
        SSLContext context = Client.newContext();
        System.out.printf("memory of an idle connection after one request, %d of them%n", count);
        measure(
                "HTTP/1.1 in the clear",
                false,
                count,
                port -> Client.clear(port).askByHttp1());
        measure(
                "HTTP/1.1 over TLS 1.3",
                true,
                count,
                port -> Client.secured(port, context, "TLSv1.3", "http/1.1").askByHttp1());
        measure("HTTP/2 in the clear", false, count, port -> Client.clear(port).askByHttp2());
        measure(
                "HTTP/2 over TLS 1.3",
                true,
                count,
                port -> Client.secured(port, context, "TLSv1.3", "h2").askByHttp2());
    }

    private static void measure(String name, boolean tls, int count, Opener opener) throws Exception {
        try (MeasuredServer server = MeasuredServer.start(tls, JAVA_OPTIONS)) {
            closeAll(openAll(WARM_UP, server, opener)); // what is loaded, compiled and grown once is no connection's
            long heap = server.liveHeap();
            long resident = server.resident();
            List<Client> open = openAll(count, server, opener);
            long heapMore = server.liveHeap() - heap;
            long residentMore = server.resident() - resident;
            if (server.descriptors() < count) {
                throw new IOException(name + ": connections have timed out meanwhile; measure fewer of them");
            }
            closeAll(open);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s live heap %5.1f kB, resident %5.1f kB%n",
                    name,
                    heapMore / 1_000.0 / count,
                    residentMore / 1_000.0 / count);
        }
    }

    private static List<Client> openAll(int count, MeasuredServer server, Opener opener) throws Exception {
        List<Client> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Client>> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opened.add(threads.submit(() -> opener.open(server.port())));
            }
            for (Future<Client> each : opened) {
                open.add(each.get());
            }
        }
        return open;
    }

    private static void closeAll(List<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }
}
