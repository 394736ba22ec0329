package dev.lanner.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What each server of {@code tools/bench} is told on its command line, and what each has to answer: the same application
 * once for every server.
 *
 * <pre>
 * GET  /plaintext    13 bytes, text/plain
 * GET  /100k         102,400 bytes
 * POST /echo         the content of the request
 * POST /upload       how many bytes the content of the request has
 * GET  /sleep        after 50 ms in which the handler blocks, the same as /plaintext
 * GET  /files/NAME   the file of that name
 * </pre>
 *
 * Every answer has a {@code Date}, as RFC 9110 §6.6.1 asks of a server with a clock.
 *
 * @param clear port for HTTP/1.1, and HTTP/2 by prior knowledge, in the clear
 * @param tls port for both over TLS
 * @param directory of {@code certificate.pem}, {@code key.pem}, {@code keystore.p12} and the folder {@code files}
 */
record Benchmark(int clear, int tls, Path directory) {
    static final byte[] PLAINTEXT = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    static final byte[] HUNDRED_KIB = new byte[102_400];
    static final int BACKLOG = 4_096;
    static final int SLEEP_MILLIS = 50;

    /** For so long at least no server closes an idle connection, whatever its default is. */
    static final int IDLE_MILLIS = 300_000;

    static final char[] PASSWORD = "lanner".toCharArray();

    static {
        Arrays.fill(HUNDRED_KIB, (byte) 'x');
    }

    static Benchmark of(String[] arguments) {
        return new Benchmark(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    Path files() {
        return directory.resolve("files");
    }

    Path certificate() {
        return directory.resolve("certificate.pem");
    }

    Path key() {
        return directory.resolve("key.pem");
    }

    Path keyStore() {
        return directory.resolve("keystore.p12");
    }

    KeyManagerFactory keyManagers() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(keyStore().toFile(), PASSWORD), PASSWORD);
        return managers;
    }

    SSLContext sslContext() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers().getKeyManagers(), null, null);
        return context;
    }

    /** Reads a content to its end, as an application does that has to look at it. */
    static long count(InputStream content) throws IOException {
        byte[] buffer = new byte[65_536];
        long count = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            count += read;
        }
        return count;
    }

    static void sleep() {
        try {
            Thread.sleep(SLEEP_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
