package dev.lanner.hostings;

import dev.lanner.Cookie;
import dev.lanner.Host;
import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.kit.Echo;
import dev.lanner.kit.WebSocketKey;
import dev.lanner.middleware.CertificateForwarding;
import dev.lanner.middleware.ForwardedHeaders;
import dev.lanner.middleware.ForwardedHeaders.Field;
import dev.lanner.middleware.HealthCheck;
import dev.lanner.middleware.HostFiltering;
import dev.lanner.middleware.PathBase;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TrustedPeers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * One application with one {@code main}, which runs unchanged in every way of hosting. It is mounted at {@code /app}, and
 * shows what must be the same in all of them: what {@link HostingKit} asks.
 */
public final class DemoApplication {
    /** What the process prints, with an address behind it, when it has started. */
    static final String LISTENING = "listening on ";

    /** Before a URL with TLS: the PROXY protocol is spoken there. */
    static final String PROXIED = "proxied:";

    /** One address of this machine and no other, so that a test on it can be a stranger too. */
    private static final TrustedPeers PROXY = TrustedPeers.of("127.0.0.1", "unix");

    private final Map<String, CountDownLatch> streams = new ConcurrentHashMap<>();

    private DemoApplication() {}

    /**
     * Serves until it is told to end.
     *
     * @param args a folder, with the files of {@code /app/files} in its folder {@code files}, and the URL where to listen; for
     *     https, perhaps with {@code proxied:} before it, the folder has {@code server.pem}, {@code server.key}, and {@code authority.pem} for clients' certificates;
     *     perhaps also for how many milliseconds to go on serving when it is told to end, but not to be ready any more
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Server server = server(args[1], folder);
        Duration delay = Duration.ofMillis(args.length > 2 ? Long.parseLong(args[2]) : 0);
        Host.Events events = new Host.Events() {
            @Override
            public void started() {
                ServerAddressesFeature bound = server.features().require(ServerAddressesFeature.class);
                System.out.println(LISTENING + bound.addresses().getFirst());
            }
        };
        Host host = new Host(server, delay, Duration.ofSeconds(30), events);
        host.run(pipeline(folder, host::isReady));
    }

    private static Server server(String url, Path folder) {
        ServerOptions options = ServerOptions.builder()
                .listen(endpoint(url, folder))
                .otherSchemes(true)
                .build();
        return Lanner.server(options);
    }

    private static Endpoint endpoint(String url, Path folder) {
        if (url.startsWith(PROXIED)) {
            String behind = url.substring(PROXIED.length()).replaceFirst("https", "http");
            return Endpoint.of(behind).withProxyProtocol(PROXY).withTls(tls(folder));
        }
        if (!url.startsWith("https:")) {
            return Endpoint.of(url);
        }
        return Endpoint.of(url, tls(folder));
    }

    private static TlsOptions tls(Path folder) {
        return TlsOptions.builder()
                .certificate(CertificateSource.pem(folder.resolve("server.pem"), folder.resolve("server.key")))
                .clientCertificates(ClientCertificates.allowed(folder.resolve("authority.pem")))
                .build();
    }

    /** The application, for servers that are no process. */
    static Pipeline pipeline(Path folder) throws IOException {
        return pipeline(folder, () -> true);
    }

    private static Pipeline pipeline(Path folder, BooleanSupplier ready) throws IOException {
        return Pipeline.builder()
                .use(new HealthCheck("/ready", ready))
                .use(ForwardedHeaders.builder(Field.FOR, Field.PROTO, Field.HOST, Field.PREFIX)
                        .trust(PROXY)
                        .allowedHosts("demo.example")
                        .build())
                .use(new CertificateForwarding("X-Client-Cert", PROXY))
                .use(HostFiltering.of("demo.example"))
                .use(new PathBase("/app"))
                .handle(new DemoApplication().router(folder));
    }

    private Router router(Path folder) throws IOException {
        return Router.builder()
                .get("/plaintext", context -> context.response().text("Hello, World!"))
                .get("/echo", DemoApplication::echo)
                .post("/echo", DemoApplication::echo)
                .put("/upload", DemoApplication::upload)
                .get("/stream/{name}", this::stream)
                .post("/stream/{name}", this::release)
                .post("/trailers", DemoApplication::trailers)
                .get("/moved", DemoApplication::moved)
                .get("/cookies", DemoApplication::cookies)
                .get("/fail", DemoApplication::fail)
                .get("/upgrade", DemoApplication::upgrade)
                .get("/websocket", DemoApplication::webSocket)
                .route(HttpMethod.CONNECT, "/websocket", DemoApplication::tunneledWebSocket)
                .mount("/files", StaticFiles.of(folder.resolve("files")))
                .build();
    }

    /** The request, as it looks from in here. */
    private static void echo(HttpContext context) throws IOException {
        HttpRequest request = context.request();
        TlsFeature tls = context.features().get(TlsFeature.class);
        String client = request.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(request.remoteAddress());
        String certificate = tls == null || tls.clientCertificates().isEmpty()
                ? "nobody"
                : tls.clientCertificates().getFirst().getSubjectX500Principal().getName();
        context.response()
                .text(String.join(
                        "\n",
                        "method " + request.method(),
                        "scheme " + request.scheme(),
                        "host " + request.authority(),
                        "base " + request.pathBase(),
                        "path " + request.path(),
                        "query " + request.queryString(),
                        "client " + client,
                        "certificate " + certificate,
                        "connection " + context.connection().id(),
                        "process " + ProcessHandle.current().pid()));
    }

    private static void upload(HttpContext context) throws Exception {
        context.features().require(BodySizeLimitFeature.class).limit(BodySizeLimitFeature.UNLIMITED);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        InputStream body = context.request().body();
        byte[] some = new byte[16_384];
        long bytes = 0;
        for (int read = body.read(some); read >= 0; read = body.read(some)) {
            digest.update(some, 0, read);
            bytes += read;
        }
        context.response().text(bytes + " " + HexFormat.of().formatHex(digest.digest()));
    }

    /** Sends a line, and another one when somebody asks for it. */
    private void stream(HttpContext context) throws Exception {
        OutputStream body = context.response().contentType("text/plain").body();
        CountDownLatch released = streams.computeIfAbsent(name(context), name -> new CountDownLatch(1));
        body.write("first\n".getBytes(StandardCharsets.US_ASCII));
        body.flush();
        released.await();
        body.write("last\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void release(HttpContext context) {
        streams.computeIfAbsent(name(context), name -> new CountDownLatch(1)).countDown();
        context.response().noContent();
    }

    private static String name(HttpContext context) {
        return context.request().parameter("name");
    }

    /** Sends content and trailer section back. */
    private static void trailers(HttpContext context) throws IOException {
        String content = context.request().text();
        Headers received = context.request().trailers();
        context.response().header("Trailer", "X-Sum");
        context.response().body().write(content.getBytes(StandardCharsets.UTF_8));
        context.response().body().flush();
        context.response().trailers().set("X-Sum", content.length() + " " + received.first("X-Check"));
    }

    private static void moved(HttpContext context) {
        context.response().redirect(context.request().pathBase() + "/plaintext?from=moved");
    }

    private static void cookies(HttpContext context) throws IOException {
        context.response()
                .cookie(Cookie.builder("one", "1").path("/app").httpOnly().build());
        context.response().cookie(Cookie.of("two", "2"));
        context.response().text("yours is " + context.request().cookie("yours"));
    }

    private static void fail(HttpContext context) {
        throw new IllegalStateException("on purpose, at " + context.request().path());
    }

    private static void upgrade(HttpContext context) throws IOException {
        Echo.all(context.features().require(UpgradeFeature.class).accept("echo"));
    }

    /** By HTTP/1.1 (RFC 6455 §4.2.2). */
    private static void webSocket(HttpContext context) throws IOException {
        context.response()
                .header(
                        "Sec-WebSocket-Accept",
                        WebSocketKey.accepted(context.request().header("Sec-WebSocket-Key")));
        Echo.all(context.features().require(UpgradeFeature.class).accept("websocket"));
    }

    /** By HTTP/2 (RFC 8441 §5). */
    private static void tunneledWebSocket(HttpContext context) throws IOException {
        Echo.all(context.features().require(ConnectFeature.class).accept());
    }
}
