package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Limits;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server's side of TLS over a transport in memory, on a clock that the test turns. */
final class TlsServing {
    static final Duration TIMEOUT = Limits.DEFAULT.tlsHandshakeTimeout();

    private final ManualClock clock = ManualClock.ofExamples();
    private final Deadlines deadlines = new Deadlines(clock);
    private final MemoryTransport wire = new MemoryTransport();
    private final List<TlsRule> broken = new CopyOnWriteArrayList<>();
    private final DevelopmentCertificate certificate = DevelopmentCertificate.make(clock.instant());
    private final TlsTransport tls = new TlsTransport(wire, deadlines, Limits.DEFAULT, broken::add);

    /** What the server does after the handshake, on the same thread. */
    interface Then<T> {
        T run() throws Exception;
    }

    MemoryTransport wire() {
        return wire;
    }

    TlsTransport tls() {
        return tls;
    }

    /** What was broken after the handshake. */
    List<TlsRule> broken() {
        return broken;
    }

    void advance(Duration by) {
        clock.advance(by);
        deadlines.tick();
    }

    CertificateSource certificate() {
        return CertificateSource.of(
                certificate.credential().key(), certificate.credential().chain());
    }

    TlsClient client(String version, String... alpn) {
        return new TlsClient(wire, TlsTesting.trustingAll(), "www.example.org", version, alpn);
    }

    /** With one certificate for all names, and all defaults. */
    <T> CompletableFuture<T> serve(Then<T> after) {
        return serve(TlsOptions.of(certificate()), after);
    }

    <T> CompletableFuture<T> serve(TlsOptions options, Then<T> after) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                tls.handshake(new TlsEndpoint(options, List.of("h2", "http/1.1"), clock));
                future.complete(after.run());
            } catch (Throwable failed) {
                future.completeExceptionally(failed);
            } finally {
                wire.serverDone();
            }
        });
        return future;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    void writeAll(byte[] bytes) throws IOException {
        for (int sent = 0; sent < bytes.length; ) {
            sent += tls.write(bytes, sent, bytes.length - sent);
        }
    }

    byte[] readAll(int count) throws IOException {
        byte[] bytes = new byte[count];
        int there = 0;
        while (there < count) {
            int read = tls.read(bytes, there, count - there);
            assertThat(read).isPositive();
            there += read;
        }
        return bytes;
    }
}
