package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are there to be there. */
class ConnectionFloodTest {
    private static final int MANY = 500;

    @Test
    void idleFlood() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            List<RawClient> attackers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                var attacker = siege.attacker().get("/");
                assertThat(attacker.read().status()).isEqualTo(200);
                attackers.add(attacker);
            }
            siege.repelled(EndReason.KEEP_ALIVE_TIMEOUT, MANY);
            for (RawClient attacker : attackers) {
                assertThat(attacker.isAtEnd()).isTrue();
            }
            siege.over();
        }
    }

    /** The flood comes from one address, the bystander from another: it always finds a place. */
    @Test
    void floodFromOneAddress() throws Exception {
        InetAddress elsewhere = RawClient.address(127, 0, 0, 2);
        try (Siege siege = Siege.of(limits -> limits.connectionsPerAddress(50), context -> {})) {
            int turnedAway = 0;
            for (int i = 0; i < MANY; i++) {
                var attacker = siege.add(
                        RawClient.connectFrom(elsewhere, siege.server().port()));
                if (i >= 50) {
                    assertThat(attacker.halfClose().read().status()).isEqualTo(503);
                    turnedAway++;
                }
            }
            siege.repelled(EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS, turnedAway);
            siege.over();
        }
    }

    @Test
    void connectAndReset() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            for (int i = 0; i < MANY; i++) {
                var attacker = siege.attacker();
                if (i % 2 == 0) {
                    attacker.send("GET / HTTP/1.1\r\nHo");
                }
                attacker.reset();
            }
            siege.over();
        }
    }

    /** More than the backlog, faster than they can be accepted, and all gone again. */
    @Test
    void connectWithoutAWord() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            var address = new InetSocketAddress(RawClient.V4, siege.server().port());
            List<Thread> storm = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                storm.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < MANY; n++) {
                        try (SocketChannel attacker = SocketChannel.open(address)) {
                            attacker.shutdownOutput();
                        } catch (IOException refused) {
                            assertThat(refused).isInstanceOf(java.net.SocketException.class);
                        }
                    }
                }));
            }
            for (Thread thread : storm) {
                thread.join();
            }
            Await.until("only the bystander is left", () -> siege.server().open() <= 2);
            siege.over();
        }
    }
}
