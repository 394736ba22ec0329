package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.fuzz.Fuzz;
import dev.lanner.server.TrustedPeers;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of the PROXY protocol, by the specification's own words. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = SIGNATURE + "2111000cc0000201c6336401d3bb01bb";
    private static final String IPV6 = SIGNATURE + "21210024" + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002" + "d3bb01bb";
    private static final String UNIX = SIGNATURE + "213100d8" + "2f73".repeat(108);

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** The same however the bytes come: no part is enough, and what follows changes nothing. */
    private static ProxyHeader parse(byte[] header) throws Exception {
        for (int count = 1; count < header.length; count++) {
            assertThat(ProxyHeader.parse(header, count)).as("%d bytes", count).isNull();
        }
        ProxyHeader read = ProxyHeader.parse(header, header.length);
        assertThat(read.length()).isEqualTo(header.length);
        byte[] more = Arrays.copyOf(header, header.length + 30);
        assertThat(ProxyHeader.parse(more, more.length)).isEqualTo(read);
        return read;
    }

    @ParameterizedTest
    @CsvSource({
        "TCP4 192.0.2.1 198.51.100.1 54203 443, 192.0.2.1, 54203",
        "TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535",
        "TCP4 0.0.0.0 0.0.0.0 0 0, 0.0.0.0, 0",
        "TCP6 2001:db8::1 2001:db8::2 54203 443, 2001:db8::1, 54203",
        "TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535,"
                + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 65535"
    })
    void lines(String words, String address, int port) throws Exception {
        assertThat(parse(line("PROXY " + words + "\r\n")).client())
                .isEqualTo(new InetSocketAddress(TrustedPeers.literal(address), port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "UNKNOWN ffff::1 whatever", "UNKNOWN "})
    void linesWithoutClient(String words) throws Exception {
        assertThat(parse(line("PROXY " + words + "\r\n")).client()).isNull();
    }

    @Test
    void longestLine() throws Exception {
        byte[] longest = line("PROXY UNKNOWN " + "x".repeat(91) + "\r\n");
        assertThat(longest).hasSize(107);
        assertThat(parse(longest).client()).isNull();
        byte[] longer = line("PROXY UNKNOWN " + "x".repeat(92) + "\r\n");
        assertThatThrownBy(() -> ProxyHeader.parse(longer, longer.length)).hasMessageContaining("107");
        assertThatThrownBy(() -> ProxyHeader.parse(longer, 107)).hasMessageContaining("107");
        assertThat(ProxyHeader.parse(longer, 106)).isNull();
    }

    @Test
    void binary() throws Exception {
        assertThat(parse(hex(IPV4)).client())
                .isEqualTo(new InetSocketAddress(TrustedPeers.literal("192.0.2.1"), 54_203));
        assertThat(parse(hex(IPV6)).client())
                .isEqualTo(new InetSocketAddress(TrustedPeers.literal("2001:db8::1"), 54_203));
        assertThat(parse(hex(UNIX)).client()).isEqualTo(UnixDomainSocketAddress.of(""));
    }

    @Test
    void binaryWithMoreBehindTheAddresses() throws Exception {
        String more = IPV4.replace("2111000c", "21110012") + "040003616263";
        assertThat(parse(hex(more)).client())
                .isEqualTo(new InetSocketAddress(TrustedPeers.literal("192.0.2.1"), 54_203));
    }

    @Test
    void binaryWithoutClient() throws Exception {
        assertThat(parse(hex(SIGNATURE + "20000000")).client()).as("LOCAL").isNull();
        assertThat(parse(hex(IPV4.replace("2111000c", "2011000c"))).client())
                .as("LOCAL with addresses")
                .isNull();
        assertThat(parse(hex(SIGNATURE + "21000002" + "abcd")).client())
                .as("UNSPEC")
                .isNull();
    }

    @Test
    void longestBinary() throws Exception {
        byte[] longest = Arrays.copyOf(hex(SIGNATURE + "20000ff0"), 4_096);
        assertThat(parse(longest).client()).isNull();
        byte[] longer = hex(SIGNATURE + "20000ff1");
        assertThatThrownBy(() -> ProxyHeader.parse(longer, longer.length)).hasMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY  TCP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 2\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 2 \r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 01 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 -1 2\r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.1 localhost 1 2\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY \r\n",
                "\r\n\r\n\0\r\nQUIX\n"
            })
    void malformedLines(String text) {
        byte[] bytes = line(text);
        assertThatThrownBy(() -> ProxyHeader.parse(bytes, bytes.length)).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000cc0000201c6336401d3bb01bb",
                "2211000cc0000201c6336401d3bb01bb",
                "2f11000cc0000201c6336401d3bb01bb",
                "2112000cc0000201c6336401d3bb01bb",
                "2141000cc0000201c6336401d3bb01bb",
                "2111000bc0000201c6336401d3bb01",
                "21210023",
                "213100d7",
                "2111ffff"
            })
    void malformedBinary(String behindTheSignature) {
        byte[] bytes = hex(SIGNATURE + behindTheSignature);
        assertThatThrownBy(() -> ProxyHeader.parse(bytes, bytes.length)).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void whateverComesIsReadOrMalformed() {
        List<byte[]> seeds = List.of(
                hex(IPV4),
                hex(IPV6),
                hex(UNIX),
                line("PROXY TCP4 192.0.2.1 198.51.100.1 54203 443\r\n"),
                line("PROXY TCP6 2001:db8::1 ::1 54203 443\r\n"));
        long inputs = Fuzz.run(random -> {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int count = 1 + random.nextInt(bytes.length);
            try {
                ProxyHeader header = ProxyHeader.parse(bytes, count);
                assertThat(header == null || header.length() <= count).isTrue();
                assertThat(header == null
                                || ProxyHeader.parse(bytes, header.length()).equals(header))
                        .isTrue();
            } catch (ProxyHeader.Malformed fine) {
                assertThat(fine.getMessage()).isNotEmpty();
            }
        });
        assertThat(inputs).isPositive();
    }
}
