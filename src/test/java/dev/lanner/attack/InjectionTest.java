package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.EndReason;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says, and an application or another server believes. */
class InjectionTest {
    /** Kept, since loggers are collected like everything else. */
    private static final Logger LOGGER = Logger.getLogger("lanner.app");

    /** CVE-2025-67735 and kin: an application that copies a parameter into a field. */
    @ParameterizedTest
    @ValueSource(strings = {"a%0d%0aSet-Cookie:%20b", "a%0aX:%20b", "a%0dX:%20b", "a%00b", "%c4%8d%c4%8aX:%20b"})
    void responseSplitting(String parameter) throws Exception {
        LOGGER.setLevel(Level.OFF);
        try (Siege siege = Siege.of(context ->
                context.response().header("X-Copy", context.request().query().first("p")))) {
            var attacker = siege.attacker();
            var answer = attacker.get("/?p=" + parameter).read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.fields()).doesNotContainKeys("set-cookie", "x", "x-copy");
            siege.over();
        } finally {
            LOGGER.setLevel(null);
        }
    }

    @Test
    void hostSpoofing() throws Exception {
        List<String> hosts = List.of(
                "Host: a\r\nHost: b\r\n",
                "Host: a, b\r\n",
                "Host: user@a\r\n",
                "Host: a:99999\r\n",
                "Host: a:b\r\n",
                "Host: a/b\r\n",
                "Host: a b\r\n",
                "Host: [::1\r\n",
                "");
        try (Siege siege = Siege.of(context -> {})) {
            for (String host : hosts) {
                var attacker = siege.attacker().send("GET / HTTP/1.1\r\n" + host + "\r\n");
                assertThat(attacker.read().status()).as(host).isEqualTo(400);
            }
            siege.repelled(EndReason.PROTOCOL_VIOLATION, hosts.size());
            assertThat(siege.handled()).isZero();
            siege.over();
        }
    }

    /** One of them would be believed by a proxy, the other by us. */
    @Test
    void hostThatContradictsTheTarget() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            var attacker = siege.attacker().send("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n");
            assertThat(attacker.read().status()).isEqualTo(400);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    /** Nobody is believed unless told: the address, scheme and host are those of the connection. */
    @Test
    void forwardedSpoofing() throws Exception {
        try (Siege siege = Siege.of(context -> {
            var remote = (InetSocketAddress)
                    context.features().require(ConnectionFeature.class).remoteAddress();
            context.response()
                    .text(remote.getAddress().isLoopbackAddress() + " "
                            + context.request().scheme() + " "
                            + context.request().host());
        })) {
            String fields = String.join(
                    "\r\n",
                    "X-Forwarded-For: 203.0.113.1",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: b",
                    "Forwarded: for=203.0.113.1;proto=https;host=b");
            var attacker = siege.attacker().send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n");
            assertThat(attacker.read().text()).isEqualTo("true http a");
            siege.over();
        }
    }
}
