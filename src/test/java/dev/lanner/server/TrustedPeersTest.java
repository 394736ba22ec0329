package dev.lanner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word is taken, by address. */
class TrustedPeersTest {
    private static InetSocketAddress at(String address) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), 1_234);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "192.0.2.7, ::ffff:192.0.2.7, true",
        "::ffff:192.0.2.7, 192.0.2.7, true"
    })
    void containsByTheFirstBits(String peers, String address, boolean contained) throws Exception {
        assertThat(TrustedPeers.of(peers).contains(at(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.9.9.9, true", "::1, true", "10.0.0.1, false", "192.0.2.1, false", "::2, false"})
    void loopbackIsThisMachine(String address, boolean contained) throws Exception {
        assertThat(TrustedPeers.LOOPBACK.contains(at(address))).isEqualTo(contained);
    }

    @Test
    void unixSocketsAreNamedByThemselves() {
        UnixDomainSocketAddress local = UnixDomainSocketAddress.of("");
        assertThat(TrustedPeers.LOOPBACK.contains(local)).isTrue();
        assertThat(TrustedPeers.of("unix").contains(local)).isTrue();
        assertThat(TrustedPeers.of("0.0.0.0/0", "::/0").contains(local)).isFalse();
    }

    @Test
    void nobodyIsTrustedByNoList() throws Exception {
        assertThat(TrustedPeers.of().contains(at("127.0.0.1"))).isFalse();
        assertThat(TrustedPeers.LOOPBACK.contains(null)).isFalse();
        assertThat(TrustedPeers.LOOPBACK.contains(InetSocketAddress.createUnresolved("127.0.0.1", 1)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/x",
                "10.0.0.1/8",
                "10.0.0",
                "010.0.0.1",
                "[::1]",
                "fe80::1%eth0",
                "UNIX",
                "v1.a:b",
                "256.0.0.1"
            })
    void othersAreRefused(String peer) {
        assertThatThrownBy(() -> TrustedPeers.of(peer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + peer + "\"");
    }

    /** Each of these would be looked up as a name, or read as octal, by a careless reader. */
    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "1", "127.1", "0x7f.0.0.1", "127.0.0.01", "999.1.1.1", "v1.x", "v1.x:y", "::1 "})
    void literalsAreFiguresOnly(String text) {
        assertThat(TrustedPeers.literal(text)).isNull();
    }

    @Test
    void areEqualIfTheyAreTheSame() {
        assertThat(TrustedPeers.of("10.0.0.0/8", "unix"))
                .isEqualTo(TrustedPeers.of("10.0.0.0/8", "unix"))
                .hasSameHashCodeAs(TrustedPeers.of("10.0.0.0/8", "unix"))
                .isNotEqualTo(TrustedPeers.of("10.0.0.0/8"))
                .isNotEqualTo(TrustedPeers.of("10.0.0.0/9", "unix"));
    }
}
