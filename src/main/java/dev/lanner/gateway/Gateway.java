package dev.lanner.gateway;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import java.io.IOException;
import java.util.List;

/**
 * Hosts an application in a process of its own: starts it when the first request comes, passes requests on to it, starts it
 * again when it has ended. In the manner of the ASP.NET Core Module, whose protocol it speaks with the process.
 *
 * <pre>{@code
 * try (Gateway gateway = Gateway.of(GatewayOptions.builder(List.of("node", "server.js")).build())) {
 *     Lanner.run(8080, gateway);
 * }
 * }</pre>
 *
 * <p>The answers that are its own: 502 where the application does not start, does not answer, or answers what is no HTTP; 503
 * while it is offline or the gateway stops; 504 where it is silent for too long. For any number of threads.
 */
public final class Gateway implements Handler, AutoCloseable {
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Deadlines deadlines;
    private final GatewayOptions options;
    private final Processes processes;

    Gateway(GatewayOptions options, Clock clock) {
        this.options = options;
        this.deadlines = new Deadlines(clock);
        this.processes = new Processes(options, deadlines);
        deadlines.start(true);
    }

    /**
     * A gateway. Nothing is started yet, unless the options say so.
     *
     * @param options what it hosts, and how
     * @return the gateway, to be closed
     */
    public static Gateway of(GatewayOptions options) {
        return new Gateway(options, Clock.SYSTEM);
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        byte[] page = processes.offlinePage();
        if (page != null) {
            HttpResponse response = context.response();
            response.status(HttpStatus.SERVICE_UNAVAILABLE);
            response.contentType("text/html");
            response.header(HeaderName.CACHE_CONTROL, "no-store").bytes(page);
            return;
        }
        HttpMethod method = context.request().method();
        // An answer to TRACE would show the client the token.
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT) && !Upgrading.isWebSocket(context)) {
            context.response().status(HttpStatus.NOT_IMPLEMENTED);
            return;
        }
        try {
            new Forwarding(context, processes, deadlines, options).run();
        } catch (Unavailable answer) {
            answer(context.response(), answer);
        }
    }

    private static void answer(HttpResponse response, Unavailable answer) throws IOException {
        response.headers().clear();
        response.status(answer.status()).header(HeaderName.CACHE_CONTROL, "no-store");
        if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            response.header(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response.text(answer.status() + " " + HttpStatus.reason(answer.status()) + ": " + answer.getMessage() + "\n");
    }

    /**
     * Replaces each process that runs by a new one, without a failed request: the old one gets no more requests once the new
     * one listens, finishes those that it has, and is stopped.
     *
     * @throws IOException if a new process does not start, with a sentence that says why; the old one goes on
     */
    public void recycle() throws IOException {
        processes.recycle();
    }

    /**
     * The processes that run and listen.
     *
     * @return their process ids
     */
    public List<Long> pids() {
        return processes.pids();
    }

    /** Stops the processes, and returns when they have ended. Close the server before, so that nobody asks for them any more. */
    @Override
    public void close() {
        processes.close();
        deadlines.stop();
    }
}
