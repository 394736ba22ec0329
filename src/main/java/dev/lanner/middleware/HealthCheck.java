package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.Middleware;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Answers the question of a load balancer at one path: 200 if all is well, else 503. As in
 *
 * <pre>{@code
 * Host host = new Host(server, Duration.ofSeconds(10), Duration.ofSeconds(30), Host.Events.NONE);
 * host.run(Pipeline.builder().use(new HealthCheck("/ready", host::isReady)).handle(application));
 * }</pre>
 *
 * <p>Only GET and HEAD are answered (RFC 9110 §9.3.1, §9.3.2), and no cache keeps the answer. All other requests go on. Put it
 * before what asks who the client is. For any number of threads.
 */
public final class HealthCheck implements Middleware {
    private final String path;
    private final BooleanSupplier healthy;

    /**
     * A check.
     *
     * @param path where the question is asked, decoded, such as {@code /ready}
     * @param healthy the answer of the moment; called once for each question, by many threads at once
     * @throws IllegalArgumentException if the path does not begin with a slash
     */
    public HealthCheck(String path, BooleanSupplier healthy) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path is \"" + path + "\", but it must begin with a slash");
        }
        this.path = path;
        this.healthy = Objects.requireNonNull(healthy, "healthy");
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        HttpMethod method = context.request().method();
        boolean asked = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!asked || !context.request().path().equals(path)) {
            next.handle(context);
            return;
        }
        boolean well = healthy.getAsBoolean();
        HttpResponse response = context.response();
        response.status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        response.header("Cache-Control", "no-store");
        response.text(well ? "ok" : "not ready");
    }
}
