package dev.lanner.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lanner.adapter.AdaptedRequest;
import dev.lanner.adapter.Carrier;
import dev.lanner.adapter.ExchangeAdapter;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A server of one's own: the JDK's HTTP server in the place of the edge server. It takes
 * requests and carries their content; what they mean, {@link ExchangeAdapter} knows.
 */
public final class JdkHttpServerAdapter implements Server {
    private final ExchangeAdapter adapter =
            new ExchangeAdapter(ServerOptions.builder().build());
    private final FeatureCollection features = new FeatureCollection();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock(); // each request holds it for reading
    private volatile HttpServer http;
    private volatile boolean stopping;

    public JdkHttpServerAdapter() {
        features.set(ServerAddressesFeature.class, () -> List.of("http://localhost:0"));
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public synchronized <C> void start(Application<C> application) throws IOException {
        if (http != null || stopping) {
            throw new IllegalStateException("the server was started or closed before");
        }
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        String address = "http://localhost:" + http.getAddress().getPort();
        features.set(ServerAddressesFeature.class, () -> List.of(address));
        http.setExecutor(threads);
        http.createContext("/", exchange -> handle(exchange, application));
        http.start();
    }

    private <C> void handle(HttpExchange exchange, Application<C> application) throws IOException {
        running.readLock().lock();
        try {
            if (stopping || !adapter.run(application, request(exchange), new JdkCarrier(exchange))) {
                throw new IOException("makes the JDK cut the connection, so that the client can tell");
            }
        } finally {
            running.readLock().unlock();
        }
    }

    private static AdaptedRequest request(HttpExchange exchange) {
        Headers headers = new Headers();
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        boolean chunked = headers.contains(HeaderName.TRANSFER_ENCODING);
        String length = headers.first(HeaderName.CONTENT_LENGTH);
        return new AdaptedRequest(
                exchange.getProtocol().equals("HTTP/1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
                HttpMethod.of(exchange.getRequestMethod()),
                "http",
                exchange.getRequestURI().toString(),
                headers,
                chunked ? AdaptedRequest.UNKNOWN_LENGTH : length == null ? 0 : Long.parseLong(length),
                exchange.getLocalAddress(),
                exchange.getRemoteAddress());
    }

    @Override
    public StopReport stop(Duration grace) {
        long began = System.nanoTime();
        synchronized (this) {
            stopping = true;
        }
        if (http == null) {
            return StopReport.NOTHING;
        }
        int before = running.getReadLockCount();
        awaitNone(grace);
        int left = running.getReadLockCount();
        http.stop(0);
        threads.shutdownNow();
        awaitNone(Duration.ofSeconds(1));
        return new StopReport(before - left, left, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Waits until nothing runs; an interrupt ends the waiting. */
    private void awaitNone(Duration atMost) {
        try {
            if (running.writeLock().tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                running.writeLock().unlock();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(5));
    }

    /** Sends by the JDK's rules: to it, -1 says that there is no content, and 0 that its length is not known. */
    private record JdkCarrier(HttpExchange exchange) implements Carrier {
        @Override
        public InputStream content() {
            return exchange.getRequestBody();
        }

        @Override
        public OutputStream sendHead(
                int status, String reason, Headers headers, long contentLength, boolean contentFollows)
                throws IOException {
            headers.forEach((name, value) -> exchange.getResponseHeaders().add(name.toString(), value));
            if (contentFollows && contentLength != 0) {
                exchange.sendResponseHeaders(status, contentLength == UNTOLD_LENGTH ? 0 : contentLength);
                return exchange.getResponseBody();
            }
            if (contentLength != UNTOLD_LENGTH) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(contentLength));
            }
            exchange.sendResponseHeaders(status, -1);
            return OutputStream.nullOutputStream();
        }
    }
}
