package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Content whose framing is more than what it frames. */
class ChunkFloodTest {
    private static final String BEGIN = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Sends until the server has had enough; the answer is one of these, or was lost in the reset. */
    private static void refused(String more, int times, EndReason reason, int status) throws Exception {
        try (Siege siege = Siege.of(context -> context.request().bytes())) {
            var attacker = siege.attacker().send(BEGIN);
            int sent = 0;
            while (sent < times && attacker.trySend(more)) {
                sent++;
            }
            try {
                assertThat(attacker.read().status()).isEqualTo(status);
            } catch (IOException lost) {
                assertThat(sent).as("cut off before the end").isLessThan(times);
            }
            siege.repelled(reason, 1);
            siege.over();
        }
    }

    @Test
    void extensionsWithoutEnd() throws Exception {
        refused("1;" + "a".repeat(8_000), 1_000, EndReason.PROTOCOL_VIOLATION, HttpStatus.BAD_REQUEST);
    }

    @Test
    void extensionsOnEveryChunk() throws Exception {
        refused("1;" + "a".repeat(200) + "\r\nx\r\n", 100_000, EndReason.PROTOCOL_VIOLATION, HttpStatus.BAD_REQUEST);
    }

    @Test
    void zerosWithoutEnd() throws Exception {
        refused("0".repeat(8_000), 1_000, EndReason.PROTOCOL_VIOLATION, HttpStatus.BAD_REQUEST);
    }

    @Test
    void contentBeyondTheLimit() throws Exception {
        refused(
                "ffff\r\n" + "x".repeat(65_535) + "\r\n",
                1_000,
                EndReason.REQUEST_TOO_LARGE,
                HttpStatus.CONTENT_TOO_LARGE);
    }

    /** A million chunks of one byte are content like any other: they cost no memory, and come at the client's expense. */
    @Test
    void tinyChunks() throws Exception {
        int chunks = 1_000_000;
        try (Siege siege = Siege.of(context -> {
            long count = 0;
            InputStream body = context.request().body();
            byte[] some = new byte[8_192];
            for (int read = body.read(some); read >= 0; read = body.read(some)) {
                count += read;
            }
            context.response().text(Long.toString(count));
        })) {
            var attacker = siege.attacker().send(BEGIN);
            String some = "1\r\nx\r\n".repeat(1_000);
            for (int sent = 0; sent < chunks; sent += 1_000) {
                attacker.send(some);
            }
            assertThat(attacker.send("0\r\n\r\n").read().text()).isEqualTo(Integer.toString(chunks));
            siege.over();
        }
    }
}
