package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.ManualClock;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final Deadlines deadlines = new Deadlines(clock);
    private final MemoryTransport wire = new MemoryTransport();
    private final List<TlsRule> broken = new CopyOnWriteArrayList<>();
    private final DevelopmentCertificate certificate = DevelopmentCertificate.make(clock.instant());
    private final TlsTransport tls = new TlsTransport(wire, deadlines, broken::add);
    private final TlsEndpoint endpoint = endpoint();

    private TlsEndpoint endpoint() {
        try {
            Credential own = certificate.credential();
            return new TlsEndpoint(
                    TlsOptions.of(CertificateSource.of(own.key(), own.chain())), List.of("h2", "http/1.1"), clock);
        } catch (IOException never) {
            throw new AssertionError(never);
        }
    }

    private TlsClient client(String version, String... alpn) {
        return new TlsClient(wire, TlsTesting.trustingAll(), "www.example.org", version, alpn);
    }

    private static <T> CompletableFuture<T> async(Callable<T> action) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                future.complete(action.call());
            } catch (Throwable failed) {
                future.completeExceptionally(failed);
            }
        });
        return future;
    }

    /** The server's side of a test, after the handshake, on one thread. */
    private interface Server<T> {
        T run() throws Exception;
    }

    private <T> CompletableFuture<T> serve(Server<T> after) {
        return async(() -> {
            try {
                tls.handshake(endpoint, TIMEOUT);
                return after.run();
            } finally {
                wire.serverDone();
            }
        });
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private void writeAll(byte[] bytes) throws IOException {
        for (int sent = 0; sent < bytes.length; ) {
            sent += tls.write(bytes, sent, bytes.length - sent);
        }
    }

    private byte[] readAll(int count) throws IOException {
        byte[] bytes = new byte[count];
        int there = 0;
        while (there < count) {
            int read = tls.read(bytes, there, count - there);
            assertThat(read).isPositive();
            there += read;
        }
        return bytes;
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void assertFails(CompletableFuture<?> server, TlsRule rule) {
        assertThatThrownBy(() -> get(server))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TlsException.class, failed -> assertThat(failed.rule()).isEqualTo(rule));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void agreesAndEchoes(String version) throws Exception {
        var server = serve(() -> {
            writeAll(readAll(5));
            return tls.session();
        });
        TlsClient client = client(version, "http/1.1", "h2").handshake();
        client.send(bytes("hello"));

        assertThat(client.read(5)).isEqualTo(bytes("hello"));
        var session = get(server);
        assertThat(session.protocol()).isEqualTo(version);
        assertThat(session.serverName()).isEqualTo("www.example.org");
        assertThat(session.applicationProtocol()).as("our order counts").isEqualTo("h2");
        assertThat(session.clientCertificates()).isEmpty();
        assertThat(session.isResumed()).isFalse();
        assertThat(CipherSuites.isForbiddenInHttp2(session.cipherSuite())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void carriesMuchBothWays(String version) throws Exception {
        byte[] much = random(1_000_003);
        var server = serve(() -> {
            byte[] got = readAll(much.length);
            writeAll(got);
            return got;
        });
        TlsClient client = client(version).handshake();
        for (int from = 0; from < much.length; from += 50_000) {
            client.send(Arrays.copyOfRange(much, from, Math.min(much.length, from + 50_000)));
        }

        assertThat(client.read(much.length)).isEqualTo(much);
        assertThat(get(server)).isEqualTo(much);
    }

    @Test
    void readsWhatComesByteByByte() throws Exception {
        var server = serve(() -> readAll(3_000));
        TlsClient client = client("TLSv1.3").handshake();
        byte[] sent = random(3_000);
        for (byte b : client.wrap(sent)) {
            wire.send(new byte[] {b});
        }

        assertThat(get(server)).isEqualTo(sent);
    }

    @Test
    void readsIntoSmallArrays() throws Exception {
        byte[] sent = random(20_000);
        var server = serve(() -> {
            byte[] got = new byte[sent.length];
            for (int at = 0; at < got.length; ) {
                at += tls.read(got, at, Math.min(7, got.length - at));
            }
            return got;
        });
        client("TLSv1.3").handshake().send(sent);

        assertThat(get(server)).isEqualTo(sent);
    }

    @Test
    void sendsFourRecordsInOneWrite() throws Exception {
        byte[] content = random(65_000);
        var server = serve(() -> {
            int before = wire.writes();
            assertThat(tls.write(content, 0, content.length)).isEqualTo(content.length);
            return wire.writes() - before;
        });
        TlsClient client = client("TLSv1.3").handshake();

        assertThat(client.read(content.length)).isEqualTo(content);
        assertThat(get(server)).isEqualTo(1);
    }

    @Test
    void countsRecordsThatLeftAndKeepsTheRest() throws Exception {
        byte[] content = random(65_000);
        var server = serve(() -> {
            readAll(1);
            int first = tls.write(content, 0, content.length);
            writeAll(Arrays.copyOfRange(content, first, content.length));
            return first;
        });
        TlsClient client = client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(40_000);
        client.send(bytes("g"));
        wire.awaitSettled();
        wire.widen(1_000_000);

        assertThat(client.read(content.length)).isEqualTo(content);
        assertThat(get(server)).as("two records of four").isBetween(32_000, 32_768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void readsOnAfterItsOutputIsClosed(String version) throws Exception {
        var server = serve(() -> {
            writeAll(bytes("bye"));
            tls.closeOutput();
            return readAll(4);
        });
        TlsClient client = client(version).handshake();

        assertThat(client.read(3)).isEqualTo(bytes("bye"));
        if (version.equals("TLSv1.3")) {
            assertThat(client.receive()).as("close_notify").isNull();
            client.send(bytes("more"));
            assertThat(get(server)).isEqualTo(bytes("more"));
        } else {
            client.send(bytes("more"));
            assertThat(get(server)).isEqualTo(bytes("more"));
        }
    }

    @Test
    void answersAClientThatClosedItsSide() throws Exception {
        var server = serve(() -> {
            readAll(2);
            int end = tls.read(new byte[10], 0, 10);
            writeAll(bytes("answer"));
            tls.close();
            return end;
        });
        TlsClient client = client("TLSv1.3").handshake();
        client.send(bytes("hi"));
        client.close();

        assertThat(client.read(6)).isEqualTo(bytes("answer"));
        assertThat(client.receive()).as("close_notify").isNull();
        assertThat(get(server)).isEqualTo(-1);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void anEndWithoutCloseNotifyIsAnEnd() throws Exception {
        var server = serve(() -> tls.read(new byte[10], 0, 10));
        client("TLSv1.3").handshake();
        wire.endInput();

        assertThat(get(server)).isEqualTo(-1);
    }

    @Test
    void aBrokenRecordGetsAnAlert() throws Exception {
        var server = serve(() -> tls.read(new byte[10], 0, 10));
        TlsClient client = client("TLSv1.3").handshake();
        byte[] record = client.wrap(bytes("hello"));
        record[record.length - 1] ^= 1;
        wire.send(record);
        wire.endInput();

        assertFails(server, TlsRule.RECORD_BROKEN);
        assertThat(broken).containsExactly(TlsRule.RECORD_BROKEN);
        assertThat(client.receive()).as("a ticket").isEmpty();
        assertThatThrownBy(() -> client.receive()).hasMessageContaining("bad_record_mac");
    }

    @Test
    void aRecordThatClaimsTooMuchIsRefused() throws Exception {
        var server = serve(() -> tls.read(new byte[10], 0, 10));
        client("TLSv1.3").handshake();
        wire.send(new byte[] {23, 3, 3, (byte) 0xff, (byte) 0xff});

        assertFails(server, TlsRule.RECORD_BROKEN);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.RESET);
    }

    @Test
    void aKeyUpdateIsAnsweredBeforeTheNextWrite() throws Exception {
        var server = serve(() -> {
            writeAll(readAll(2));
            writeAll(readAll(2));
            return null;
        });
        TlsClient client = client("TLSv1.3").handshake();
        client.engine().beginHandshake();
        client.send(new byte[0]);
        client.send(bytes("hi"));
        assertThat(client.read(2)).isEqualTo(bytes("hi"));
        client.send(bytes("ho"));

        assertThat(client.read(2)).isEqualTo(bytes("ho"));
        get(server);
    }

    @Test
    void manyKeyUpdatesEndTheConnection() throws Exception {
        var server = serve(() -> tls.read(new byte[10], 0, 10));
        TlsClient client = client("TLSv1.3").handshake();
        for (int i = 0; i < 100; i++) {
            client.engine().beginHandshake();
            client.send(new byte[0]);
        }

        assertFails(server, TlsRule.TOO_MANY_EMPTY_RECORDS);
        assertThat(broken).containsExactly(TlsRule.TOO_MANY_EMPTY_RECORDS);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.RESET);
    }

    @Test
    void usefulRecordsEarnEmptyOnes() throws Exception {
        byte[] sent = random(3_000);
        var server = serve(() -> readAll(sent.length));
        TlsClient client = client("TLSv1.3").handshake();
        for (int i = 0; i < sent.length; i++) {
            client.send(new byte[] {sent[i]});
            if (i % 17 == 16) {
                client.engine().beginHandshake();
                client.send(new byte[0]);
            }
        }

        assertThat(get(server)).isEqualTo(sent);
    }

    @Test
    void aSecondHandshakeIsRefused() throws Exception {
        var server = serve(() -> tls.read(new byte[10], 0, 10));
        TlsClient client = client("TLSv1.2").handshake();
        client.engine().beginHandshake();
        client.send(new byte[0]);

        assertFails(server, TlsRule.RENEGOTIATION);
        assertThat(broken).containsExactly(TlsRule.RENEGOTIATION);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.RESET);
    }

    @Test
    void noCommonProtocolIsSaid() throws Exception {
        var server = serve(() -> null);
        TlsClient client = client("TLSv1.3", "spdy/3");
        wire.send(client.hello());
        wire.endInput();

        assertFails(server, TlsRule.HANDSHAKE_FAILED);
        assertThat(wire.written()).endsWith(21, 3, 3, 0, 2, 2, 120);
    }

    @Test
    void silenceIsCut() throws Exception {
        var server = serve(() -> null);
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void halfAHelloIsCut() throws Exception {
        byte[] hello = client("TLSv1.3").hello();
        var server = serve(() -> null);
        wire.send(Arrays.copyOf(hello, hello.length / 2));
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void silenceAfterTheServersHelloIsCut() throws Exception {
        var server = serve(() -> null);
        wire.send(client("TLSv1.3").hello());
        wire.awaitWritten(1);
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void aClientThatTakesNothingIsCut() throws Exception {
        wire.window(10);
        var server = serve(() -> null);
        wire.send(client("TLSv1.3").hello());
        wire.awaitSettled();

        assertIsCutInTime(server);
    }

    private void assertIsCutInTime(CompletableFuture<?> server) {
        clock.advance(TIMEOUT.minusMillis(1));
        deadlines.tick();
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.OPEN);
        clock.advance(Duration.ofMillis(400));
        deadlines.tick();
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.RESET);
        assertThatThrownBy(() -> get(server)).hasCauseInstanceOf(IOException.class);
        assertThat(tls.isTimedOut()).isTrue();
    }

    @Test
    void closeFromOutsideHasTheOwnerSayGoodbye() throws Exception {
        var server = serve(() -> {
            int end = tls.read(new byte[10], 0, 10);
            tls.close();
            return end;
        });
        TlsClient client = client("TLSv1.3").handshake();
        wire.awaitReader();
        tls.close();

        assertThat(get(server)).isEqualTo(-1);
        assertThat(client.receive()).as("a ticket").isEmpty();
        assertThat(client.receive()).as("close_notify").isNull();
    }

    @Test
    void closeFromOutsideDoesNotWaitForAnOwnerThatNeverComes() throws Exception {
        var established = new CompletableFuture<Void>();
        var never = new CompletableFuture<Void>();
        var server = serve(() -> {
            established.complete(null);
            return never.get();
        });
        client("TLSv1.3").handshake();
        get(established);
        tls.close();
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.OPEN);
        clock.advance(Duration.ofSeconds(2));
        deadlines.tick();

        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
        never.complete(null);
        get(server);
    }

    @Test
    void closeWakesAWriterThatIsStuck() throws Exception {
        var server = serve(() -> {
            readAll(1);
            writeAll(random(100_000));
            return null;
        });
        TlsClient client = client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(0);
        client.send(bytes("g"));
        wire.awaitSettled();
        tls.close();

        assertThatThrownBy(() -> get(server)).hasCauseInstanceOf(IOException.class);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void goodbyeToAClientThatTakesNothingIsCut() throws Exception {
        var server = serve(() -> {
            readAll(1);
            tls.close();
            return null;
        });
        TlsClient client = client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(0);
        client.send(bytes("g"));
        wire.awaitSettled();
        clock.advance(Duration.ofSeconds(2));
        deadlines.tick();

        get(server);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void closedInputEndsReadingAndNotWriting() throws Exception {
        var server = serve(() -> {
            int end = tls.read(new byte[10], 0, 10);
            writeAll(bytes("late"));
            return end;
        });
        TlsClient client = client("TLSv1.3").handshake();
        wire.awaitReader();
        tls.closeInput();

        assertThat(client.read(4)).isEqualTo(bytes("late"));
        assertThat(get(server)).isEqualTo(-1);
    }

    @Test
    void holdsNoLargeArrayWhileIdle() throws Exception {
        var server = serve(() -> {
            readAll(50_000);
            tls.idle();
            return tls.heldBytes();
        });
        client("TLSv1.3").handshake().send(random(50_000));

        assertThat(get(server)).isEqualTo(512);
    }

    @Test
    void aHelloThatClaimsSixteenMebibytesGetsNoRoom() throws Exception {
        var server = serve(() -> null);
        wire.send(new byte[] {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        wire.endInput();

        assertFails(server, TlsRule.CLIENT_HELLO_TOO_LARGE);
        assertThat(tls.heldBytes()).isEqualTo(512);
        assertThat(wire.written()).containsExactly(21, 3, 3, 0, 2, 2, 47);
    }
}
