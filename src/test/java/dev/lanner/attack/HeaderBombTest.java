package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads and trailers that are too much: counted while they are read, and never held beyond the limit. */
class HeaderBombTest {
    private static final String BEGIN = "GET / HTTP/1.1\r\nHost: a\r\n";

    /** Sends the bomb until the server has had enough, and gives the status of the answer; -1 if it was lost in a reset. */
    private static int statusOf(RawClient attacker, String begin, String more, int times) throws IOException {
        attacker.send(begin);
        for (int i = 0; i < times && attacker.trySend(more); i++) {}
        try {
            return attacker.read().status();
        } catch (IOException lost) {
            return -1;
        }
    }

    private static void refused(String begin, String more, int times, int status) throws Exception {
        try (Siege siege = Siege.of(context -> context.request().bytes())) {
            for (int i = 0; i < 10; i++) {
                assertThat(statusOf(siege.attacker(), begin, more, times)).isIn(status, -1);
            }
            siege.repelled(EndReason.REQUEST_TOO_LARGE, 10);
            siege.over();
        }
    }

    @Test
    void endlessHeaderSection() throws Exception {
        refused(BEGIN, "X: " + "y".repeat(8_000) + "\r\n", 1_000, 431);
    }

    @Test
    void endlessFieldLine() throws Exception {
        refused(BEGIN + "X: ", "y".repeat(8_192), 1_000, 431);
    }

    @Test
    void thousandsOfTinyFields() throws Exception {
        refused(BEGIN, "A:\r\n".repeat(100), 100, 431);
    }

    @Test
    void endlessRequestLine() throws Exception {
        refused("GET /", "a".repeat(8_192), 1_000, 414);
    }

    @Test
    void endlessTrailerSection() throws Exception {
        refused(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
                "X: " + "y".repeat(2_000) + "\r\n",
                1_000,
                431);
    }

    /** Names whose {@code String.hashCode} is the same: finding one among them is no more work for that. */
    @Test
    void hashCollisionsOfFieldNames() throws Exception {
        List<String> names = collisions(6);
        StringBuilder head = new StringBuilder(BEGIN);
        names.stream().limit(90).forEach(name -> head.append(name).append(": x\r\n"));
        try (Siege siege = Siege.of(context -> {
            for (String name : names) {
                context.request().headers().first(name);
            }
            context.response().text("found");
        })) {
            var attacker = siege.attacker();
            for (int i = 0; i < 20; i++) {
                assertThat(attacker.send(head + "\r\n").read().text()).isEqualTo("found");
            }
            siege.over();
        }
    }

    /** A form of parameters whose names collide: how many there may be is limited, and more are refused. */
    @Test
    void hashCollisionsOfParameters() throws Exception {
        String form = String.join("=&", collisions(12)) + "=";
        try (Siege siege = Siege.of(
                context -> context.response().text(context.request().form().first("x")))) {
            var attacker = siege.attacker();
            attacker.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: " + form.length() + "\r\n\r\n" + form);
            assertThat(attacker.read().status()).isEqualTo(413);
            siege.over();
        }
    }

    /** 2^length strings with one hash code: "Aa" and "BB" have the same. */
    private static List<String> collisions(int length) {
        List<String> all = List.of("");
        for (int i = 0; i < length; i++) {
            List<String> longer = new ArrayList<>();
            for (String text : all) {
                longer.add(text + "Aa");
                longer.add(text + "BB");
            }
            all = longer;
        }
        return all;
    }
}
