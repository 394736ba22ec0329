package dev.lanner.clients;

import dev.lanner.HttpContext;
import dev.lanner.Router;
import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ResetFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HttpMethod;
import dev.lanner.internal.server.Await;
import dev.lanner.kit.Echo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The application that foreign clients talk to, the same for every client and protocol. */
final class ClientApplication {
    static final int LIMIT = 1_000_000;
    static final int HELD_BYTES = 300_000;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(1);
    private final AtomicInteger abandoned = new AtomicInteger();

    /** @param more what a test adds */
    Router.Builder routes(Router.Builder more) {
        return more.get("/hello", context -> context.response().text("hello"))
                .get(
                        "/version",
                        context -> context.response()
                                .text(context.request().version().toString()))
                .get("/tls", ClientApplication::tls)
                .get("/large/{bytes}", ClientApplication::large)
                .get("/chunks", ClientApplication::chunks)
                .get("/hints", ClientApplication::hints)
                .get("/moved", context -> context.response().redirect("/hello"))
                .get("/fail", ClientApplication::fail)
                .get("/reset/{code}", ClientApplication::reset)
                .get("/endless", this::endless)
                .get("/held", this::held)
                .get("/upgrade", ClientApplication::upgrade)
                .route(HttpMethod.CONNECT, "/tunnel", ClientApplication::tunnel)
                .post("/echo", ClientApplication::echo)
                .post("/hash", ClientApplication::hash)
                .put("/hash", ClientApplication::hash)
                .post("/moved", context -> context.response().redirect(307, "/hash"))
                .post("/refuse", context -> context.response().status(403))
                .post("/limited", ClientApplication::limited)
                .post("/trailers", ClientApplication::trailers);
    }

    static String hashOf(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void tls(HttpContext context) throws IOException {
        TlsFeature tls = context.features().require(TlsFeature.class);
        context.response()
                .text(String.join(
                        " ",
                        tls.protocol(),
                        tls.applicationProtocol(),
                        tls.serverName(),
                        tls.isResumed() ? "resumed" : "new",
                        tls.clientCertificates().isEmpty()
                                ? "nobody"
                                : tls.clientCertificates()
                                        .getFirst()
                                        .getSubjectX500Principal()
                                        .getName()));
    }

    private static void large(HttpContext context) throws IOException {
        write(context, Long.parseLong(context.request().parameter("bytes")));
    }

    private static void write(HttpContext context, long bytes) throws IOException {
        byte[] some = new byte[10_000];
        context.response().contentLength(bytes);
        for (long left = bytes; left > 0; left -= some.length) {
            context.response().body().write(some, 0, (int) Math.min(some.length, left));
        }
    }

    private static void chunks(HttpContext context) throws IOException {
        context.response().header("Trailer", "X-Sum");
        OutputStream body = context.response().body();
        for (int i = 0; i < 3; i++) {
            body.write(("chunk " + i + "\n").getBytes(StandardCharsets.US_ASCII));
            body.flush();
        }
        context.response().trailers().set("X-Sum", "24");
    }

    private static void hints(HttpContext context) throws IOException {
        context.response().earlyHints("</style.css>; rel=preload");
        context.response().text("hinted");
    }

    private static void fail(HttpContext context) throws IOException {
        context.response().body().write(new byte[1_000]);
        context.response().body().flush();
        throw new IllegalStateException("on purpose");
    }

    private static void reset(HttpContext context) {
        context.features()
                .require(ResetFeature.class)
                .reset(Integer.parseInt(context.request().parameter("code")));
    }

    /** Writes until nobody reads any more. */
    private void endless(HttpContext context) throws IOException {
        byte[] some = new byte[10_000];
        try {
            while (true) {
                context.response().body().write(some);
            }
        } catch (IOException gone) {
            abandoned.incrementAndGet();
            throw gone;
        }
    }

    /** Waits until so many have gone away from {@code /endless}. */
    void awaitAbandoned(int count) {
        Await.until(count + " endless downloads have ended", () -> abandoned.get() >= count);
    }

    /** Sends one byte, and the others when the test says so. */
    private void held(HttpContext context) throws Exception {
        OutputStream body = context.response().contentLength(HELD_BYTES).body();
        body.write('h');
        body.flush();
        held.countDown();
        Await.latch(release);
        body.write(new byte[HELD_BYTES - 1]);
        written.countDown();
    }

    /** Waits until {@code /held} was asked for. */
    void awaitHeld() throws InterruptedException {
        Await.latch(held);
    }

    /** Waits until all of {@code /held} is on its way, which wants a client that takes it. */
    void awaitHeldWritten() throws InterruptedException {
        Await.latch(written);
    }

    void releaseHeld() {
        release.countDown();
    }

    private static void upgrade(HttpContext context) throws IOException {
        Echo.all(context.features().require(UpgradeFeature.class).accept("echo"));
    }

    private static void tunnel(HttpContext context) throws IOException {
        ConnectFeature connect = context.features().require(ConnectFeature.class);
        context.response().header("X-Protocol", String.valueOf(connect.protocol()));
        Echo.all(connect.accept());
    }

    private static void echo(HttpContext context) throws IOException {
        context.request().body().transferTo(context.response().body());
    }

    private static void hash(HttpContext context) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] some = new byte[10_000];
        InputStream body = context.request().body();
        for (int read = body.read(some); read >= 0; read = body.read(some)) {
            digest.update(some, 0, read);
        }
        context.response().text(HexFormat.of().formatHex(digest.digest()));
    }

    private static void limited(HttpContext context) throws Exception {
        context.features().require(BodySizeLimitFeature.class).limit(LIMIT);
        hash(context);
    }

    private static void trailers(HttpContext context) throws IOException {
        String text = context.request().text();
        context.response().text(text + "|" + context.request().trailers().first("X-Checksum"));
    }
}
