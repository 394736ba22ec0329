package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.Middleware;
import dev.lanner.Pipeline;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryServer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A request from some peer, as it looks behind a middleware. */
final class ForwardedRequest {
    static final String PROXY = "127.0.0.1";
    static final String STRANGER = "203.0.113.66";

    private final MemoryRequest.Builder request;

    private ForwardedRequest(String target, SocketAddress peer) {
        request = MemoryRequest.builder("GET", target)
                .remoteAddress(peer)
                .header("Host", "inner.example")
                .header("X-Kept", "1");
    }

    static ForwardedRequest from(SocketAddress peer) {
        return new ForwardedRequest("/path?q", peer);
    }

    static ForwardedRequest from(String address) {
        return from(new InetSocketAddress(address, 4_711));
    }

    /** From the proxy on this machine. */
    static ForwardedRequest fromProxy() {
        return from(PROXY);
    }

    ForwardedRequest with(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** {@code scheme client host base path}, and the forwarding fields that are left, in the order of their names. */
    String through(Middleware middleware) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(middleware)
                .handle(context -> context.response().text(describe(context))))) {
            return server.send(request.build()).text();
        }
    }

    private static String describe(HttpContext context) {
        HttpRequest seen = context.request();
        assertThat(seen.header("X-Kept")).isEqualTo("1");
        assertThat(seen.header("Host")).isEqualTo(seen.authority());
        assertThat(seen.headers().isLocked()).isTrue();
        InetSocketAddress client = (InetSocketAddress) seen.remoteAddress();
        List<String> fields = new ArrayList<>();
        seen.headers().forEach((name, value) -> {
            if (name.lowerCase().startsWith("x-forwarded")
                    || name.lowerCase().startsWith("x-original")
                    || name.lowerCase().equals("forwarded")) {
                fields.add(name + "=" + value);
            }
        });
        fields.sort(null);
        return seen.scheme() + " " + client.getAddress().getHostAddress() + ":" + client.getPort() + " "
                + seen.authority() + " " + seen.pathBase() + " " + seen.path() + " " + fields;
    }
}
