package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.net.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static byte[] hello(String host) throws IOException {
        return new TlsClient(new MemoryTransport(), TlsTesting.trustingAll(), host, "TLSv1.3").hello();
    }

    @Test
    void findsTheName() throws Exception {
        byte[] hello = hello("WWW.example.org");

        assertThat(ClientHello.read(hello, hello.length)).isEqualTo(new ClientHello("www.example.org"));
    }

    @Test
    void theNameMayBeMissing() throws Exception {
        byte[] hello = hello(null);

        assertThat(ClientHello.read(hello, hello.length)).isEqualTo(new ClientHello(""));
    }

    @Test
    void waitsForAllOfIt() throws Exception {
        byte[] hello = hello("a.test");
        for (int length = 0; length < hello.length; length++) {
            assertThat(ClientHello.read(Arrays.copyOf(hello, hello.length), length))
                    .isNull();
        }
    }

    @Test
    void mayComeInSeveralRecords() throws Exception {
        byte[] hello = hello("a.test");
        ByteArrayOutputStream split = new ByteArrayOutputStream();
        for (int from = 5; from < hello.length; from += 20) {
            int count = Math.min(20, hello.length - from);
            split.writeBytes(new byte[] {22, 3, 1, 0, (byte) count});
            split.write(hello, from, count);
        }

        assertThat(ClientHello.read(split.toByteArray(), split.size())).isEqualTo(new ClientHello("a.test"));
    }

    @Test
    void manyTinyRecordsAreRefused() {
        byte[] tiny = new byte[65 * 6];
        for (int at = 0; at < tiny.length; at += 6) {
            System.arraycopy(new byte[] {22, 3, 1, 0, 1, (byte) (at == 0 ? 1 : 0)}, 0, tiny, at, 6);
        }
        tiny[4 * 6 - 1] = 100;

        assertThatThrownBy(() -> ClientHello.read(tiny, tiny.length))
                .isInstanceOfSatisfying(
                        TlsException.class,
                        failed -> assertThat(failed.rule()).isEqualTo(TlsRule.CLIENT_HELLO_MALFORMED));
    }

    @Test
    void otherBytesAreNoTls() {
        assertThatThrownBy(() -> ClientHello.read(new byte[] {(byte) 0x80, 0x2e, 1}, 3))
                .hasMessageContaining("NOT_TLS");
        assertThatThrownBy(() -> ClientHello.read(new byte[] {22, 2, 0}, 3)).hasMessageContaining("NOT_TLS");
    }

    @Test
    void neitherLoopsNorLeavesItsBoundsWhateverItGets() throws Exception {
        Random random = new Random(7);
        byte[] hello = hello("a.test");
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = hello.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            try {
                ClientHello.read(mutant, random.nextInt(mutant.length + 1));
            } catch (TlsException refused) {
                assertThat(refused.rule()).isNotNull();
            }
        }
    }
}
