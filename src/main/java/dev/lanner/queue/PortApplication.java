package dev.lanner.queue;

import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.http.Authority;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.queue.PrefixTable.Found;
import dev.lanner.server.Application;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** What the servers of shared ports run: each request goes to the queue of its prefix. For any number of threads. */
final class PortApplication implements Application<Visit> {
    private final SharedPorts ports;

    PortApplication(SharedPorts ports) {
        this.ports = ports;
    }

    @Override
    public Visit createContext(FeatureCollection features) {
        return new Visit(ports, features);
    }

    @Override
    public void process(Visit visit) throws Exception {
        RequestFeature request = visit.exchange().require(RequestFeature.class);
        Found<RequestQueue<QueueServer>> found = find(ports.table(), visit.exchange(), request);
        if (found == null) {
            Answers.notFound(new HttpContext(visit.exchange()));
        } else {
            visit.go(found.owner(), shown(request, found.base()));
        }
    }

    /**
     * Whose request it is; null if it is nobody's. Scheme and port are those of the endpoint that it came in at, whatever a proxy
     * has told of another one.
     */
    static <T> Found<T> find(PrefixTable<T> table, FeatureCollection features, RequestFeature request) {
        ConnectionFeature connection = features.require(ConnectionFeature.class);
        int port = connection.localAddress() instanceof InetSocketAddress tcp ? tcp.getPort() : 0;
        Authority authority = Authority.parse(request.authority());
        ConnectionScope own = features.get(ConnectionScope.class);
        String scheme = own == null ? request.scheme() : own.tls() == null ? "http" : "https";
        return table.find(scheme, port, authority == null ? "" : UrlPrefix.canonical(authority.host()), request.path());
    }

    /**
     * Takes what is to run when the client goes. With HTTP/1.1, one that only sends no more looks the same as one that has gone,
     * and is to have its answer: then it runs never.
     */
    static Consumer<Runnable> whenGone(FeatureCollection features) {
        RequestLifetimeFeature lifetime = features.get(RequestLifetimeFeature.class);
        boolean tells = features.require(RequestFeature.class).version() == HttpVersion.HTTP_2;
        return lifetime == null || !tells ? action -> {} : lifetime::onAborted;
    }

    /** The request as it looks from below its prefix. */
    static RequestFeature shown(RequestFeature request, int base) {
        String path = request.path();
        return base == 0
                ? request
                : RewrittenRequest.of(request)
                        .withPath(request.pathBase() + path.substring(0, base), path.substring(base));
    }

    @Override
    public void disposeContext(Visit visit, Throwable error) {
        visit.end(error);
    }
}
