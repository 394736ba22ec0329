package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.server.RawClient;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.WebSocketKey;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients of {@link DemoApplication} get: the same in each way of hosting. A way is a class that extends this one, and
 * starts its {@link Hosting}, once for all tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostingKit {
    @TempDir
    static Path temporary;

    private DemoFolder folder;
    private Hosting hosting;

    /** Starts this way of hosting. */
    abstract Hosting host(DemoFolder demo) throws Exception;

    @BeforeAll
    void start() throws Exception {
        folder = DemoFolder.in(temporary);
        hosting = host(folder);
    }

    @AfterAll
    void stop() throws Exception {
        if (hosting != null) {
            hosting.close();
        }
    }

    private void needs(Ability... abilities) {
        for (Ability ability : abilities) {
            Assumptions.assumeFalse(hosting.lacks().contains(ability), ability + " is not to be had here");
        }
    }

    private KitReply.Whole ask(KitRequest request) throws Exception {
        try (KitReply reply = hosting.send(request)) {
            return reply.whole();
        }
    }

    private KitReply.Whole get(String target) throws Exception {
        return ask(KitRequest.get(target));
    }

    Hosting hosting() {
        return hosting;
    }

    static String line(KitReply.Whole echo, String name) {
        return echo.text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + name + " in " + echo.text()));
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static String uploaded(byte[] content) throws Exception {
        return content.length + " "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void plaintext() throws Exception {
        KitReply.Whole reply = get("/app/plaintext");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.header("Content-Length")).isEqualTo("13");
        assertThat(reply.text()).isEqualTo("Hello, World!");
    }

    @Test
    void head() throws Exception {
        KitReply.Whole reply = ask(KitRequest.of("HEAD", "/app/plaintext"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.header("Content-Length")).isEqualTo("13");
        assertThat(reply.bytes()).isEmpty();
    }

    @Test
    void requestAsTheApplicationSeesIt() throws Exception {
        KitReply.Whole reply = ask(KitRequest.of("POST", "/app/echo?a=b%20c&d"));
        assertThat(line(reply, "method")).isEqualTo("POST");
        assertThat(line(reply, "host")).isEqualTo(Hosting.AUTHORITY);
        assertThat(line(reply, "base")).isEqualTo("/app");
        assertThat(line(reply, "path")).isEqualTo("/echo");
        assertThat(line(reply, "query")).isEqualTo("a=b%20c&d");
    }

    @Test
    void clientAddressAsTheApplicationSeesIt() throws Exception {
        needs(Ability.CLIENT_ADDRESS);
        assertThat(line(get("/app/echo"), "client")).isEqualTo(SocketHosting.CLIENT_ADDRESS);
    }

    /** What the client forges reaches nobody, whether there is a proxy or not. */
    @Test
    void forgedFieldsAreNotBelieved() throws Exception {
        KitReply.Whole reply = ask(KitRequest.get("/app/echo")
                .header("X-Forwarded-For", "192.0.2.66")
                .header("X-Forwarded-Proto", "gopher")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Prefix", "/evil")
                .header("Forwarded", "for=192.0.2.66;proto=gopher;host=evil.example")
                .header("X-Client-Cert", "evil"));
        assertThat(line(reply, "client")).isNotEqualTo("192.0.2.66");
        assertThat(line(reply, "scheme")).isIn("http", "https");
        assertThat(line(reply, "host")).isEqualTo(Hosting.AUTHORITY);
        assertThat(line(reply, "base")).isEqualTo("/app");
        assertThat(line(reply, "certificate")).isEqualTo("nobody");
    }

    @Test
    void otherHostIsRefused() throws Exception {
        needs(Ability.SOCKET);
        try (RawClient client = hosting.connect()) {
            client.send("GET /app/plaintext HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
        }
    }

    @Test
    void schemeAndCertificateAsTheApplicationSeesThem() throws Exception {
        needs(Ability.CERTIFICATES);
        KitReply.Whole anonymous = get("/app/echo");
        assertThat(line(anonymous, "scheme")).isEqualTo("https");
        assertThat(line(anonymous, "certificate")).isEqualTo("nobody");
        try (KitReply reply = hosting.sendWithCertificate(KitRequest.get("/app/echo"))) {
            KitReply.Whole known = reply.whole();
            assertThat(line(known, "scheme")).isEqualTo("https");
            assertThat(line(known, "certificate")).isEqualTo(DemoFolder.CLIENT);
        }
    }

    @Test
    void upload() throws Exception {
        byte[] content = content(3_000_000);
        KitReply.Whole reply = ask(KitRequest.of("PUT", "/app/upload").with(content));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(uploaded(content));
    }

    @Test
    void uploadInChunks() throws Exception {
        byte[] content = content(100_000);
        KitReply.Whole reply =
                ask(KitRequest.of("PUT", "/app/upload").with(content).inChunks());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(uploaded(content));
    }

    @Test
    void uploadThatIsAskedFor() throws Exception {
        needs(Ability.SOCKET, Ability.CONTINUE);
        byte[] content = content(100_000);
        try (RawClient client = hosting.connect()) {
            client.send("PUT /app/upload HTTP/1.1\r\nHost: " + Hosting.AUTHORITY + "\r\nContent-Length: "
                    + content.length + "\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            RawClient.Answer answer = client.send(content).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(uploaded(content));
        }
    }

    /** The first line has come while the application waits with the last one. */
    @Test
    void streaming() throws Exception {
        try (KitReply reply = hosting.send(KitRequest.get("/app/stream/kit"))) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(reply.content(), StandardCharsets.US_ASCII));
            assertThat(lines.readLine()).isEqualTo("first");
            assertThat(ask(KitRequest.of("POST", "/app/stream/kit")).status()).isEqualTo(204);
            assertThat(lines.readLine()).isEqualTo("last");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void download() throws Exception {
        KitReply.Whole reply = get("/app/files/data.bin");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Length")).isEqualTo("" + DemoFolder.FILE_BYTES);
        assertThat(reply.header("Last-Modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
        assertThat(reply.bytes()).isEqualTo(folder.file());
    }

    @Test
    void range() throws Exception {
        KitReply.Whole reply = ask(KitRequest.get("/app/files/data.bin").header("Range", "bytes=1000-1999"));
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes 1000-1999/" + DemoFolder.FILE_BYTES);
        assertThat(reply.bytes()).isEqualTo(Arrays.copyOfRange(folder.file(), 1_000, 2_000));
    }

    @Test
    void notModified() throws Exception {
        String tag = get("/app/files/data.bin").header("ETag");
        KitReply.Whole reply = ask(KitRequest.get("/app/files/data.bin").header("If-None-Match", tag));
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.header("ETag")).isEqualTo(tag);
        assertThat(reply.bytes()).isEmpty();
    }

    @Test
    void requestTrailers() throws Exception {
        needs(Ability.REQUEST_TRAILERS, Ability.RESPONSE_TRAILERS);
        assertThat(trailer("sum")).isEqualTo("5 sum");
    }

    @Test
    void responseTrailers() throws Exception {
        needs(Ability.RESPONSE_TRAILERS);
        assertThat(trailer("sum")).startsWith("5 ");
    }

    private String trailer(String check) throws Exception {
        KitReply.Whole reply = ask(KitRequest.of("POST", "/app/trailers")
                .header("TE", "trailers")
                .with("hello".getBytes(StandardCharsets.US_ASCII))
                .trailer("X-Check", check));
        assertThat(reply.text()).isEqualTo("hello");
        Headers trailers = reply.trailers();
        return String.valueOf(trailers.first("X-Sum"));
    }

    @Test
    void redirect() throws Exception {
        KitReply.Whole reply = get("/app/moved");
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("Location")).isEqualTo("/app/plaintext?from=moved");
    }

    @Test
    void cookies() throws Exception {
        KitReply.Whole reply = ask(KitRequest.get("/app/cookies").header("Cookie", "mine=1; yours=2"));
        assertThat(reply.headers().all(HeaderName.SET_COOKIE))
                .isEqualTo(List.of("one=1; Path=/app; HttpOnly", "two=2"));
        assertThat(reply.text()).isEqualTo("yours is 2");
    }

    @Test
    void notFound() throws Exception {
        assertThat(get("/app/nothing").status()).isEqualTo(404);
    }

    @Test
    void methodNotAllowed() throws Exception {
        KitReply.Whole reply = ask(KitRequest.of("DELETE", "/app/plaintext"));
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void failure() throws Exception {
        KitReply.Whole reply = get("/app/fail");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).doesNotContain("on purpose");
    }

    @Test
    void upgrade() throws Exception {
        needs(Ability.SOCKET, Ability.UPGRADE);
        try (RawClient client = hosting.connect()) {
            client.send("GET /app/upgrade HTTP/1.1\r\nHost: " + Hosting.AUTHORITY
                    + "\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("upgrade")).isEqualTo("echo");
            for (String word : List.of("ping", "pong")) {
                assertThat(client.send(word).exactly(word.length()))
                        .isEqualTo(word.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** On HTTP/2 between proxy and application it is a CONNECT (RFC 8441), which the client does not notice. */
    @Test
    void webSocket() throws Exception {
        needs(Ability.SOCKET, Ability.WEBSOCKET);
        try (RawClient client = hosting.connect()) {
            client.send("GET /app/websocket HTTP/1.1\r\nHost: " + Hosting.AUTHORITY
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + WebSocketKey.SAMPLE + "\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("upgrade")).isEqualTo("websocket");
            assertThat(answer.field("sec-websocket-accept")).isEqualTo(WebSocketKey.SAMPLE_ACCEPTED);
            for (byte[] frame : List.of(frame("ping"), frame("pong"))) {
                assertThat(client.send(frame).exactly(frame.length)).isEqualTo(frame);
            }
        }
    }

    /** A whole message of text, masked with zeros (RFC 6455 §5.2). */
    private static byte[] frame(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
        return frame;
    }

    /** One connection, several requests. */
    @Test
    void keepAlive() throws Exception {
        needs(Ability.SOCKET);
        try (RawClient client = hosting.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /app/plaintext HTTP/1.1\r\nHost: " + Hosting.AUTHORITY + "\r\n\r\n");
                assertThat(client.read().text()).isEqualTo("Hello, World!");
            }
        }
    }
}
