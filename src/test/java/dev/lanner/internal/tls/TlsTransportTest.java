package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.net.MemoryTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private final TlsServing serving = new TlsServing();
    private final MemoryTransport wire = serving.wire();
    private final TlsTransport tls = serving.tls();

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void agreesAndEchoes(String version) throws Exception {
        var server = serving.serve(() -> {
            serving.writeAll(serving.readAll(5));
            return tls.session();
        });
        TlsClient client = serving.client(version, "http/1.1", "h2").handshake();
        client.send(bytes("hello"));

        assertThat(client.read(5)).isEqualTo(bytes("hello"));
        var session = TlsServing.get(server);
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
        var server = serving.serve(() -> {
            byte[] got = serving.readAll(much.length);
            serving.writeAll(got);
            return got;
        });
        TlsClient client = serving.client(version).handshake();
        for (int from = 0; from < much.length; from += 50_000) {
            client.send(Arrays.copyOfRange(much, from, Math.min(much.length, from + 50_000)));
        }

        assertThat(client.read(much.length)).isEqualTo(much);
        assertThat(TlsServing.get(server)).isEqualTo(much);
    }

    @Test
    void readsWhatComesByteByByte() throws Exception {
        var server = serving.serve(() -> serving.readAll(3_000));
        TlsClient client = serving.client("TLSv1.3").handshake();
        byte[] sent = random(3_000);
        for (byte b : client.wrap(sent)) {
            wire.send(new byte[] {b});
        }

        assertThat(TlsServing.get(server)).isEqualTo(sent);
    }

    @Test
    void readsIntoSmallArrays() throws Exception {
        byte[] sent = random(20_000);
        var server = serving.serve(() -> {
            byte[] got = new byte[sent.length];
            for (int at = 0; at < got.length; ) {
                at += tls.read(got, at, Math.min(7, got.length - at));
            }
            return got;
        });
        serving.client("TLSv1.3").handshake().send(sent);

        assertThat(TlsServing.get(server)).isEqualTo(sent);
    }

    @Test
    void sendsFourRecordsInOneWrite() throws Exception {
        byte[] content = random(65_000);
        var server = serving.serve(() -> {
            int before = wire.writes();
            assertThat(tls.write(content, 0, content.length)).isEqualTo(content.length);
            return wire.writes() - before;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();

        assertThat(client.read(content.length)).isEqualTo(content);
        assertThat(TlsServing.get(server)).isEqualTo(1);
    }

    @Test
    void countsRecordsThatLeftAndKeepsTheRest() throws Exception {
        byte[] content = random(65_000);
        var server = serving.serve(() -> {
            serving.readAll(1);
            int first = tls.write(content, 0, content.length);
            serving.writeAll(Arrays.copyOfRange(content, first, content.length));
            return first;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(40_000);
        client.send(bytes("g"));
        wire.awaitSettled();
        wire.widen(1_000_000);

        assertThat(client.read(content.length)).isEqualTo(content);
        assertThat(TlsServing.get(server)).as("two records of four").isBetween(32_000, 32_768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void readsOnAfterItsOutputIsClosed(String version) throws Exception {
        var server = serving.serve(() -> {
            serving.writeAll(bytes("bye"));
            tls.closeOutput();
            return serving.readAll(4);
        });
        TlsClient client = serving.client(version).handshake();

        assertThat(client.read(3)).isEqualTo(bytes("bye"));
        if (version.equals("TLSv1.3")) {
            assertThat(client.receive()).as("close_notify").isNull();
            client.send(bytes("more"));
            assertThat(TlsServing.get(server)).isEqualTo(bytes("more"));
        } else {
            client.send(bytes("more"));
            assertThat(TlsServing.get(server)).isEqualTo(bytes("more"));
        }
    }

    @Test
    void answersAClientThatClosedItsSide() throws Exception {
        var server = serving.serve(() -> {
            serving.readAll(2);
            int end = tls.read(new byte[10], 0, 10);
            serving.writeAll(bytes("answer"));
            tls.close();
            return end;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        client.send(bytes("hi"));
        client.close();

        assertThat(client.read(6)).isEqualTo(bytes("answer"));
        assertThat(client.receive()).as("close_notify").isNull();
        assertThat(TlsServing.get(server)).isEqualTo(-1);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void anEndWithoutCloseNotifyIsAnEnd() throws Exception {
        var server = serving.serve(() -> tls.read(new byte[10], 0, 10));
        serving.client("TLSv1.3").handshake();
        wire.endInput();

        assertThat(TlsServing.get(server)).isEqualTo(-1);
    }

    @Test
    void aKeyUpdateIsAnsweredBeforeTheNextWrite() throws Exception {
        var server = serving.serve(() -> {
            serving.writeAll(serving.readAll(2));
            serving.writeAll(serving.readAll(2));
            return null;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        client.engine().beginHandshake();
        client.send(new byte[0]);
        client.send(bytes("hi"));
        assertThat(client.read(2)).isEqualTo(bytes("hi"));
        client.send(bytes("ho"));

        assertThat(client.read(2)).isEqualTo(bytes("ho"));
        TlsServing.get(server);
    }

    @Test
    void usefulRecordsEarnEmptyOnes() throws Exception {
        int rounds = 10;
        byte[] sent = random(17 * 10);
        var server = serving.serve(() -> {
            for (int round = 0; round < rounds; round++) {
                assertThat(serving.readAll(sent.length)).isEqualTo(sent);
                serving.writeAll(new byte[] {1});
            }
            return null;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sent.length; i++) {
                client.send(new byte[] {sent[i]});
                if (i % 17 == 8) {
                    client.engine().beginHandshake();
                    client.send(new byte[0]);
                }
            }
            assertThat(client.read(1)).containsExactly(1);
        }

        assertThat(TlsServing.get(server)).isNull();
    }

    @Test
    void silenceIsCut() throws Exception {
        var server = serving.serve(() -> null);
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void halfAHelloIsCut() throws Exception {
        byte[] hello = serving.client("TLSv1.3").hello();
        var server = serving.serve(() -> null);
        wire.send(Arrays.copyOf(hello, hello.length / 2));
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void silenceAfterTheServersHelloIsCut() throws Exception {
        var server = serving.serve(() -> null);
        wire.send(serving.client("TLSv1.3").hello());
        wire.awaitWritten(1);
        wire.awaitReader();

        assertIsCutInTime(server);
    }

    @Test
    void aClientThatTakesNothingIsCut() throws Exception {
        wire.window(10);
        var server = serving.serve(() -> null);
        wire.send(serving.client("TLSv1.3").hello());
        wire.awaitSettled();

        assertIsCutInTime(server);
    }

    private void assertIsCutInTime(CompletableFuture<?> server) {
        serving.advance(TlsServing.TIMEOUT.minusMillis(1));
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.OPEN);
        serving.advance(Duration.ofMillis(400));
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.RESET);
        assertThatThrownBy(() -> TlsServing.get(server)).hasCauseInstanceOf(IOException.class);
        assertThat(tls.isTimedOut()).isTrue();
    }

    @Test
    void closeFromOutsideHasTheOwnerSayGoodbye() throws Exception {
        var server = serving.serve(() -> {
            int end = tls.read(new byte[10], 0, 10);
            tls.close();
            return end;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        wire.awaitReader();
        tls.close();

        assertThat(TlsServing.get(server)).isEqualTo(-1);
        assertThat(client.receive()).as("a ticket").isEmpty();
        assertThat(client.receive()).as("close_notify").isNull();
    }

    @Test
    void closeFromOutsideDoesNotWaitForAnOwnerThatNeverComes() throws Exception {
        var established = new CompletableFuture<Void>();
        var never = new CompletableFuture<Void>();
        var server = serving.serve(() -> {
            established.complete(null);
            return never.get();
        });
        serving.client("TLSv1.3").handshake();
        TlsServing.get(established);
        tls.close();
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.OPEN);
        serving.advance(Duration.ofSeconds(2));

        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
        never.complete(null);
        TlsServing.get(server);
    }

    @Test
    void closeWakesAWriterThatIsStuck() throws Exception {
        var server = serving.serve(() -> {
            serving.readAll(1);
            serving.writeAll(random(100_000));
            return null;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(0);
        client.send(bytes("g"));
        wire.awaitSettled();
        tls.close();

        assertThatThrownBy(() -> TlsServing.get(server)).hasCauseInstanceOf(IOException.class);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void goodbyeToAClientThatTakesNothingIsCut() throws Exception {
        var server = serving.serve(() -> {
            serving.readAll(1);
            tls.close();
            return null;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        wire.awaitReader();
        wire.window(0);
        client.send(bytes("g"));
        wire.awaitSettled();
        serving.advance(Duration.ofSeconds(2));

        TlsServing.get(server);
        assertThat(wire.end()).isEqualTo(MemoryTransport.End.CLOSED);
    }

    @Test
    void closedInputEndsReadingAndNotWriting() throws Exception {
        var server = serving.serve(() -> {
            int end = tls.read(new byte[10], 0, 10);
            serving.writeAll(bytes("late"));
            return end;
        });
        TlsClient client = serving.client("TLSv1.3").handshake();
        wire.awaitReader();
        tls.closeInput();

        assertThat(client.read(4)).isEqualTo(bytes("late"));
        assertThat(TlsServing.get(server)).isEqualTo(-1);
    }

    @Test
    void holdsNoLargeArrayWhileIdle() throws Exception {
        var server = serving.serve(() -> {
            serving.readAll(50_000);
            tls.idle();
            return tls.heldBytes();
        });
        serving.client("TLSv1.3").handshake().send(random(50_000));

        assertThat(TlsServing.get(server)).isEqualTo(512);
    }
}
