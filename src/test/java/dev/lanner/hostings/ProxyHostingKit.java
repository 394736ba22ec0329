package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The application's process behind a real proxy that runs a file of docs/proxies: all that the kit asks, and more. */
abstract class ProxyHostingKit extends HostingKit {
    private static final int MIB = 1_024 * 1_024;

    private DemoFolder folder;

    /** The application behind a proxy. */
    record Behind(DemoFolder folder, Set<Ability> lacks, ProxyProcess proxy, List<DemoProcess> replicas)
            implements SocketHosting {
        @Override
        public URI url() {
            return proxy.url();
        }

        @Override
        public void close() {
            proxy.close();
            replicas.forEach(DemoProcess::close);
        }
    }

    abstract ProxyRecipe recipe();

    /** What the proxy does not pass on. */
    abstract Set<Ability> lacks();

    @Override
    Hosting host(DemoFolder demo) throws Exception {
        recipe().program();
        folder = demo;
        return behindThese(List.of(DemoProcess.start(demo, "http://127.0.0.1:0")));
    }

    DemoFolder folder() {
        return folder;
    }

    Behind behindThese(List<DemoProcess> replicas) throws IOException {
        List<String> backEnds = replicas.stream()
                .map(replica -> replica.address().replaceFirst("http://(unix:)?", ""))
                .toList();
        return new Behind(folder, lacks(), ProxyProcess.start(recipe(), folder, backEnds), replicas);
    }

    static String echo(Hosting hosting, String line) throws Exception {
        try (KitReply reply = hosting.send(KitRequest.get("/app/echo"))) {
            return line(reply.whole(), line);
        }
    }

    /** The proxy keeps its connections to the application. */
    @Test
    void connectionsAreReused() throws Exception {
        Set<String> connections = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            connections.add(echo(hosting(), "connection"));
        }
        assertThat(connections).hasSizeLessThan(10);
    }

    /** It comes in pieces, and is as long as it says; nothing may keep it, or refuse it for its length. */
    @Test
    void uploadOfHundredMebibytes() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[MIB];
        new Random(1).nextBytes(piece);
        try (RawClient client = hosting().connect()) {
            client.send("PUT /app/upload HTTP/1.1\r\nHost: " + Hosting.AUTHORITY + "\r\nContent-Length: " + 100 * MIB
                    + "\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                client.send(piece);
                digest.update(piece);
            }
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(100 * MIB + " " + HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** Over a Unix domain socket, whose peers have no address. */
    @Test
    void socketInTheFileSystem() throws Exception {
        Path socket = folder.path().resolve("s-" + recipe());
        try (DemoProcess replica = DemoProcess.start(folder, "http://unix:" + socket)) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            try (Behind behind = behindThese(List.of(replica))) {
                Await.until("the proxy has found the application", () -> isServing(behind));
                assertThat(echo(behind, "client")).isEqualTo(SocketHosting.CLIENT_ADDRESS);
                assertThat(echo(behind, "scheme")).isEqualTo("https");
            }
        }
    }

    static boolean isServing(Hosting hosting) {
        try (KitReply reply = hosting.send(KitRequest.get("/app/plaintext"))) {
            return reply.status() == 200;
        } catch (Exception notYet) {
            return false;
        }
    }
}
