package dev.lanner.hostings;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.examples.JdkHttpServerAdapter;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.module.ModuleServers;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.SocketClient;
import dev.lanner.queue.PortOptions;
import dev.lanner.queue.QueueOptions;
import dev.lanner.queue.SharedPorts;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryServer;
import dev.lanner.worker.WorkerServerKitTest;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server whose features are compared with those of the others.
 *
 * @param title of its column
 * @param maker how it is made
 * @param client how it is asked
 */
record FeaturedServer(String title, Maker maker, Client client) {
    /** One line for each. */
    static final List<FeaturedServer> ALL = List.of(
            new FeaturedServer("HTTP/1.1", folder -> edge(Endpoint.tcp("127.0.0.1", 0)), FeaturedServer::plain),
            new FeaturedServer("HTTP/1.1 with TLS", folder -> edge(tls()), FeaturedServer::http1OverTls),
            new FeaturedServer("HTTP/2 with TLS", folder -> edge(tls()), FeaturedServer::http2OverTls),
            new FeaturedServer("under the module", FeaturedServer::underTheModule, FeaturedServer::byTheModule),
            new FeaturedServer("in a worker", folder -> new WorkerServerKitTest.Within(), FeaturedServer::plain),
            new FeaturedServer("on a shared port", folder -> onASharedPort(), FeaturedServer::plain),
            new FeaturedServer("behind a broker", BrokeredServer::new, FeaturedServer::byTheBroker),
            new FeaturedServer("`MemoryServer`", folder -> new MemoryServer(), FeaturedServer::inMemory),
            new FeaturedServer("`JdkHttpServerAdapter`", folder -> new JdkHttpServerAdapter(), FeaturedServer::plain));

    /** Makes a server that is not started; may put files into a folder. */
    @FunctionalInterface
    interface Maker {
        Server make(Path folder) throws Exception;
    }

    /** Sends a server one request, and reads the answer. */
    @FunctionalInterface
    interface Client {
        void ask(Server server) throws Exception;
    }

    /** The names of those features that it gives: for itself, and for a request without anything special. */
    Set<String> features(Path folder) throws Exception {
        var given = new LinkedBlockingQueue<Set<String>>();
        Handler handler = context -> {
            Set<String> names = new TreeSet<>();
            context.features().forEach((type, feature) -> {
                if (type.getPackage() == TlsFeature.class.getPackage()) { // any other is a server's own note
                    names.add(type.getSimpleName());
                }
            });
            given.add(names);
        };
        try (Server server = maker.make(folder)) {
            server.start(Pipeline.of(handler));
            client.ask(server);
            Set<String> names = given.poll(30, TimeUnit.SECONDS);
            server.features().forEach((type, feature) -> names.add(type.getSimpleName()));
            return names;
        }
    }

    private static Server edge(Endpoint endpoint) {
        return new EdgeServer(ServerOptions.builder().listen(endpoint).build());
    }

    private static Endpoint tls() {
        return Endpoint.https("127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(Instant.now())));
    }

    private static Server onASharedPort() throws IOException {
        return SharedPorts.of(PortOptions.DEFAULT).server(QueueOptions.of("http://localhost:0/"));
    }

    private static Server underTheModule(Path folder) {
        return ModuleServers.on(folder.resolve("socket"));
    }

    private static void plain(Server server) throws Exception {
        SocketClient.send(server, KitRequest.get("/")).whole();
    }

    private static void http1OverTls(Server server) throws Exception {
        secured(server, HttpClient.Version.HTTP_1_1);
    }

    private static void http2OverTls(Server server) throws Exception {
        secured(server, HttpClient.Version.HTTP_2);
    }

    private static void secured(Server server, HttpClient.Version version) throws Exception {
        URI address = URI.create(server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst());
        try (HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(TlsTesting.trustingAll())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            HttpResponse<Void> answer =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
            if (answer.version() != version) {
                throw new AssertionError(answer.version());
            }
        }
    }

    private static void byTheModule(Server server) throws Exception {
        Path socket = Path.of(server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst()
                .replaceFirst("http://unix:", ""));
        try (RawClient client = RawClient.connect(UnixDomainSocketAddress.of(socket))) {
            client.send("GET / HTTP/1.1\r\nHost: test\r\nMS-ASPNETCORE-TOKEN: " + ModuleServers.TOKEN + "\r\n\r\n")
                    .read();
        }
    }

    private static void byTheBroker(Server server) throws Exception {
        try (RawClient client = RawClient.connect(((BrokeredServer) server).port())) {
            client.get("/").read();
        }
    }

    private static void inMemory(Server server) throws Exception {
        ((MemoryServer) server).send(MemoryRequest.get("/")).body().readAllBytes();
    }
}
