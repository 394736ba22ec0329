package dev.lanner.peers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Jetty with handlers on virtual threads, as its makers recommend for handlers that block. */
final class JettyServer {
    private interface Answer {
        void write(Request request, Response response, Callback callback) throws Exception;
    }

    private JettyServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(new VirtualThreadPool());
        Server server = new Server(threads);

        HttpConfiguration clear = new HttpConfiguration();
        listen(server, benchmark.clear(), new HttpConnectionFactory(clear), new HTTP2CServerConnectionFactory(clear));

        HttpConfiguration secure = new HttpConfiguration();
        secure.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(benchmark.sslContext());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
        alpn.setDefaultProtocol("http/1.1");
        listen(
                server,
                benchmark.tls(),
                new SslConnectionFactory(ssl, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(secure),
                new HttpConnectionFactory(secure));

        server.setHandler(routes(benchmark.files()));
        server.start();
    }

    private static void listen(Server server, int port, ConnectionFactory... protocols) {
        ServerConnector connector = new ServerConnector(server, protocols);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(Benchmark.BACKLOG);
        connector.setIdleTimeout(Benchmark.IDLE_MILLIS);
        server.addConnector(connector);
    }

    private static Handler routes(Path files) {
        PathMappingsHandler routes = new PathMappingsHandler();
        route(
                routes,
                "/plaintext",
                (request, response, callback) -> answer(response, "text/plain", Benchmark.PLAINTEXT, callback));
        route(
                routes,
                "/100k",
                (request, response, callback) ->
                        answer(response, "application/octet-stream", Benchmark.HUNDRED_KIB, callback));
        route(
                routes,
                "/echo",
                (request, response, callback) -> answer(
                        response,
                        "application/octet-stream",
                        Content.Source.asInputStream(request).readAllBytes(),
                        callback));
        route(routes, "/upload", (request, response, callback) -> {
            String count = Long.toString(Benchmark.count(Content.Source.asInputStream(request)));
            answer(response, "text/plain", count.getBytes(StandardCharsets.US_ASCII), callback);
        });
        route(routes, "/sleep", (request, response, callback) -> {
            Benchmark.sleep();
            answer(response, "text/plain", Benchmark.PLAINTEXT, callback);
        });
        ResourceHandler resources = new ResourceHandler();
        resources.setBaseResource(ResourceFactory.of(resources).newResource(files));
        routes.addMapping(PathSpec.from("/files/*"), new ContextHandler(resources, "/files"));
        return routes;
    }

    private static void route(PathMappingsHandler routes, String path, Answer answer) {
        routes.addMapping(PathSpec.from(path), new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                answer.write(request, response, callback);
                return true;
            }
        });
    }

    private static void answer(Response response, String type, byte[] content, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), callback);
    }
}
