package dev.lanner.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A server of one's own: the JDK's HTTP server in the place of the edge server. It gives the four features with which any
 * pipeline runs, and its address. What no server can do otherwise is in {@link StreamResponse}.
 */
final class JdkHttpServerAdapter implements Server {
    private static final System.Logger LOGGER = System.getLogger("examples");

    private final FeatureCollection features = new FeatureCollection();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock(); // each request holds it for reading
    private volatile HttpServer http;
    private volatile boolean stopping;

    JdkHttpServerAdapter() {
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
        var response = new JdkResponse(exchange);
        running.readLock().lock();
        try {
            if (!stopping) {
                run(application, exchange, response);
            }
        } finally {
            running.readLock().unlock();
        }
        if (!response.isComplete()) {
            throw new IOException("makes the JDK cut the connection, so that the client can tell");
        }
    }

    private <C> void run(Application<C> application, HttpExchange exchange, JdkResponse response) {
        C context = null;
        Throwable failure = null;
        try {
            var own = new FeatureCollection();
            own.set(RequestFeature.class, request(exchange));
            own.set(RequestBodyFeature.class, exchange::getRequestBody);
            own.set(ResponseFeature.class, response);
            own.set(ResponseBodyFeature.class, response);
            context = application.createContext(own);
            application.process(context);
            response.close();
        } catch (Throwable thrown) {
            failure = thrown;
            LOGGER.log(System.Logger.Level.DEBUG, "the application failed", thrown);
            response.fail(thrown);
        }
        try {
            if (context != null) {
                application.disposeContext(context, failure);
            }
        } catch (Throwable thrown) {
            LOGGER.log(System.Logger.Level.ERROR, "the application failed to dispose its context", thrown);
        }
        response.runCompleted();
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

    /** The head of a request, as every server must show it. */
    private static RequestFeature request(HttpExchange exchange) throws URISyntaxException {
        Headers headers = new Headers();
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        headers.lock();
        URI uri = exchange.getRequestURI();
        String path = path(uri.getRawPath());
        var target = new RequestTarget(RequestTarget.Form.ORIGIN, uri.toString(), null, path, uri.getRawQuery());
        String host = headers.first(HeaderName.HOST);
        return new RewrittenRequest(
                exchange.getProtocol().equals("HTTP/1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
                HttpMethod.of(exchange.getRequestMethod()),
                "http",
                target,
                "",
                path,
                uri.getRawQuery(),
                host == null ? "" : host,
                headers);
    }

    /** Decoded, but for %2F, and without dot segments. */
    private static String path(String raw) throws URISyntaxException {
        String decoded =
                URI.create(raw.replace("%2F", "%252F").replace("%2f", "%252F")).getPath();
        String path = new URI("http", "host", decoded, null).normalize().getPath();
        while (path.startsWith("/../")) {
            path = path.substring(3);
        }
        return path;
    }

    /** Sends the head by the JDK's rules: -1 says that there is no content, 0 that its length is not known. */
    private static final class JdkResponse extends StreamResponse {
        private final HttpExchange exchange;

        JdkResponse(HttpExchange exchange) {
            super(exchange.getRequestMethod().equals("HEAD"));
            this.exchange = exchange;
        }

        @Override
        OutputStream send(Headers fields, long length, boolean contentFollows) throws IOException {
            fields.forEach((name, value) -> exchange.getResponseHeaders().add(name.toString(), value));
            if (contentFollows && length != 0) {
                exchange.sendResponseHeaders(status(), Math.max(0, length));
                return exchange.getResponseBody();
            }
            if (length >= 0) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            }
            exchange.sendResponseHeaders(status(), -1);
            return OutputStream.nullOutputStream();
        }
    }
}
