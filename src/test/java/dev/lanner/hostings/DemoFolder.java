package dev.lanner.hostings;

import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.internal.tls.TlsTesting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What {@link DemoApplication} and programs before it read from a folder: a file to download, the server's certificate, and
 * the authority that vouches for clients.
 */
record DemoFolder(Path path) {
    static final int FILE_BYTES = 300_000;
    static final String CLIENT = "CN=client.example";

    private static final String PASSWORD = "secret";

    static DemoFolder in(Path folder) throws IOException, InterruptedException {
        DemoFolder made = new DemoFolder(folder.toRealPath());
        Path file = Files.createDirectory(folder.resolve("files")).resolve("data.bin");
        Files.write(file, made.file());
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        OpenSsl.in(folder)
                .certificate("server", "demo.example")
                .certificate("authority", "authority.example")
                .issued("client", "client.example", "authority", "basicConstraints=CA:FALSE")
                .run("pkcs12 -export -in client.pem -inkey client.key -out client.p12 -passout pass:" + PASSWORD);
        Files.writeString(
                folder.resolve("server-and-key.pem"),
                Files.readString(folder.resolve("server.pem")) + Files.readString(folder.resolve("server.key")));
        return made;
    }

    /** The same bytes each time. */
    byte[] file() {
        byte[] bytes = new byte[FILE_BYTES];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** For a client that believes every server. */
    SSLContext client(boolean withCertificate) throws Exception {
        if (!withCertificate) {
            return TlsTesting.trustingAll();
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path.resolve("client.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        return TlsTesting.trustingAll(managers.getKeyManagers());
    }
}
