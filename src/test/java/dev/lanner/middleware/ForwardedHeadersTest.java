package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.middleware.ForwardedHeaders.Field;
import dev.lanner.server.TrustedPeers;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What trusted proxies tell, and what becomes of it. Who lies is in {@code attack.ForwardedSpoofingTest}. */
class ForwardedHeadersTest {
    private static final String DIRECT = "http 127.0.0.1:4711 inner.example  /path ";

    private static ForwardedHeaders all() {
        return ForwardedHeaders.of(Field.FOR, Field.PROTO, Field.HOST, Field.PREFIX);
    }

    private static ForwardedHeaders.Builder addresses() {
        return ForwardedHeaders.builder(Field.FOR);
    }

    private static String client(String seen) {
        return seen.split(" ")[1];
    }

    @Test
    void everythingThatAProxyTells() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "192.0.2.1")
                        .with("X-Forwarded-Proto", "https")
                        .with("X-Forwarded-Host", "outer.example:8443")
                        .with("X-Forwarded-Prefix", "/app/")
                        .through(all()))
                .isEqualTo("https 192.0.2.1:0 outer.example:8443 /app /path [X-Original-For=127.0.0.1:4711,"
                        + " X-Original-Host=inner.example, X-Original-Prefix=, X-Original-Proto=http]");
    }

    @Test
    void everythingInOneField() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with("Forwarded", "for=\"[2001:db8::1]:47011\";proto=https;host=\"outer.example:8443\";by=_us")
                        .through(ForwardedHeaders.of(Field.FORWARDED)))
                .isEqualTo("https 2001:db8:0:0:0:0:0:1:47011 outer.example:8443  /path"
                        + " [X-Original-For=127.0.0.1:4711, X-Original-Host=inner.example, X-Original-Proto=http]");
    }

    @Test
    void nothingIsToldAndNothingChanges() throws Exception {
        assertThat(ForwardedRequest.fromProxy().through(all())).isEqualTo(DIRECT + "[]");
    }

    @Test
    void eachFieldCountsByItself() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-Proto", "HTTPS")
                        .through(all()))
                .isEqualTo("https 127.0.0.1:4711 inner.example  /path [X-Original-Proto=http]");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:0",
        "192.0.2.1:47011, 192.0.2.1:47011",
        "192.0.2.1:_hidden, 192.0.2.1:0",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1:0",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1:0",
        "[2001:db8::1]:47011, 2001:db8:0:0:0:0:0:1:47011",
        "::ffff:192.0.2.1, 192.0.2.1:0",
        "[::ffff:192.0.2.1]:80, 192.0.2.1:80"
    })
    void addressesOfClients(String told, String seen) throws Exception {
        assertThat(client(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", told)
                        .through(addresses().build())))
                .isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "Unknown", "_hidden", "_SEVKISEK", "unknown:80"})
    void clientThatTheProxyKeepsToItself(String told) throws Exception {
        ForwardedHeaders middleware =
                ForwardedHeaders.builder(Field.FOR, Field.PROTO).limit(5).build();
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "192.0.2.1, " + told)
                        .with("X-Forwarded-Proto", "https")
                        .through(middleware))
                .isEqualTo(
                        "https 127.0.0.1:4711 inner.example  /path [X-Forwarded-For=192.0.2.1, X-Original-Proto=http]");
        assertThat(middleware.malformed()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 10.0.0.3:0, '192.0.2.1, 10.0.0.2'", "2, 10.0.0.2:0, 192.0.2.1", "3, 192.0.2.1:0,", "9, 192.0.2.1:0,"
    })
    void walkEndsAtTheLimit(int limit, String client, String left) throws Exception {
        String seen = ForwardedRequest.fromProxy()
                .with("X-Forwarded-For", "192.0.2.1, 10.0.0.2")
                .with("X-Forwarded-For", "10.0.0.3")
                .through(addresses()
                        .trust(TrustedPeers.of("127.0.0.1", "10.0.0.0/8"))
                        .limit(limit)
                        .build());
        assertThat(client(seen)).isEqualTo(client);
        assertThat(seen).contains(left == null ? "[X-Original-For" : "[X-Forwarded-For=" + left + ", X-Original-For");
    }

    @Test
    void walkEndsAtTheFirstWhoIsNotTrusted() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "10.0.0.9, 192.0.2.1, 10.0.0.2")
                        .through(addresses()
                                .trust(TrustedPeers.of("127.0.0.1", "10.0.0.0/8"))
                                .limit(9)
                                .build()))
                .isEqualTo("http 192.0.2.1:0 inner.example  /path"
                        + " [X-Forwarded-For=10.0.0.9, X-Original-For=127.0.0.1:4711]");
    }

    @Test
    void prefixesOfSeveralProxiesAddUp() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "192.0.2.1, 10.0.0.2")
                        .with("X-Forwarded-Prefix", "/outer, /inner")
                        .through(ForwardedHeaders.builder(Field.FOR, Field.PREFIX)
                                .trust(TrustedPeers.of("127.0.0.1", "10.0.0.2"))
                                .limit(2)
                                .build()))
                .startsWith("http 192.0.2.1:0 inner.example /outer/inner /path ");
    }

    @Test
    void elementsOfSeveralProxies() throws Exception {
        assertThat(ForwardedRequest.fromProxy()
                        .with(
                                "Forwarded",
                                "for=192.0.2.1;host=outer.example;proto=https, for=10.0.0.2;host=\"a,b\\\"c\"")
                        .through(ForwardedHeaders.builder(Field.FORWARDED)
                                .trust(TrustedPeers.of("127.0.0.1", "10.0.0.2"))
                                .limit(2)
                                .build()))
                .startsWith("http 10.0.0.2:0 inner.example  /path");
        assertThat(ForwardedRequest.fromProxy()
                        .with("Forwarded", "for=192.0.2.1;host=outer.example;proto=https")
                        .with("Forwarded", "For=10.0.0.2 ; ext=\"a,b\\\"c\"")
                        .through(ForwardedHeaders.builder(Field.FORWARDED)
                                .trust(TrustedPeers.of("127.0.0.1", "10.0.0.2"))
                                .limit(2)
                                .build()))
                .startsWith("https 192.0.2.1:0 outer.example  /path");
    }

    @Test
    void unixSocketIsTrustedByDefault() throws Exception {
        assertThat(ForwardedRequest.from(UnixDomainSocketAddress.of(""))
                        .with("X-Forwarded-For", "192.0.2.1")
                        .through(addresses().build()))
                .isEqualTo("http 192.0.2.1:0 inner.example  /path [X-Original-For=unix]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil",
                "1.2.3",
                "1.2.3.4.5",
                "999.1.1.1",
                "1.2.3.4:99999",
                "1.2.3.4:",
                "[1.2.3.4]",
                "2001:db8::1:99999",
                "[::1",
                "_",
                "0x7f.1",
                "127.1",
                "1.2.3.4 5"
            })
    void malformedAddressIsCounted(String told) throws Exception {
        ForwardedHeaders middleware =
                ForwardedHeaders.builder(Field.FOR, Field.PROTO).limit(3).build();
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "127.0.0.1, " + told)
                        .with("X-Forwarded-Proto", "https")
                        .through(middleware))
                .startsWith("https 127.0.0.1:4711 inner.example  /path [X-Forwarded-For=127.0.0.1,");
        assertThat(middleware.malformed()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-Proto, ftp",
        "X-Forwarded-Proto, https://",
        "X-Forwarded-Host, a b",
        "X-Forwarded-Host, user@host",
        "X-Forwarded-Host, host:99999",
        "X-Forwarded-Host, :80",
        "X-Forwarded-Host, ''",
        "X-Forwarded-Prefix, app",
        "X-Forwarded-Prefix, //evil.example",
        "X-Forwarded-Prefix, /a//b",
        "X-Forwarded-Prefix, /a/../b",
        "X-Forwarded-Prefix, /.",
        "X-Forwarded-Prefix, /a?b",
        "X-Forwarded-Prefix, /%2e%2e",
        "X-Forwarded-Prefix, /a\\b"
    })
    void otherMalformedFieldsLeaveTheAddress(String field, String value) throws Exception {
        ForwardedHeaders middleware = all();
        assertThat(ForwardedRequest.fromProxy()
                        .with("X-Forwarded-For", "192.0.2.1")
                        .with(field, value)
                        .through(middleware))
                .startsWith("http 192.0.2.1:0 inner.example  /path [" + field + "=" + value);
        assertThat(middleware.malformed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"for", "for=", "=x", "for=\"192.0.2.1", "for=a b", "for=1.2.3.4;for=1.2.3.4", "for:1.2.3.4", ";"
            })
    void malformedElementIsCounted(String element) throws Exception {
        ForwardedHeaders middleware = ForwardedHeaders.of(Field.FORWARDED);
        assertThat(ForwardedRequest.fromProxy().with("Forwarded", element).through(middleware))
                .isEqualTo(DIRECT + "[Forwarded=" + element + "]");
        assertThat(middleware.malformed()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "outer.example, outer.example",
        "OUTER.example:80, OUTER.example:80",
        "a.outer.example, inner.example",
        "evil.example, inner.example"
    })
    void onlyAllowedHostsAreBelieved(String told, String seen) throws Exception {
        ForwardedHeaders middleware = ForwardedHeaders.builder(Field.HOST)
                .allowedHosts("outer.example")
                .build();
        assertThat(ForwardedRequest.fromProxy().with("X-Forwarded-Host", told).through(middleware))
                .contains(" " + seen + " ");
        assertThat(middleware.malformed()).isEqualTo(seen.equals("inner.example") ? 1 : 0);
    }

    @Test
    void peerAndIdOfTheConnectionStay() throws Exception {
        AtomicReference<ConnectionFeature> inside = new AtomicReference<>();
        AtomicReference<ConnectionFeature> outside = new AtomicReference<>();
        ForwardedRequest.fromProxy().with("X-Forwarded-For", "192.0.2.1").through((context, next) -> {
            outside.set(context.connection());
            addresses().build().handle(context, behind -> {
                inside.set(behind.connection());
                next.handle(behind);
            });
        });
        assertThat(inside.get().id()).isEqualTo(outside.get().id());
        assertThat(inside.get().localAddress()).isEqualTo(outside.get().localAddress());
        assertThat(inside.get().peerAddress())
                .isEqualTo(new InetSocketAddress(TrustedPeers.literal("127.0.0.1"), 4_711));
        assertThat(inside.get().remoteAddress()).isEqualTo(new InetSocketAddress(TrustedPeers.literal("192.0.2.1"), 0));
    }

    @Test
    void oneKindOfFieldsIsEnough() {
        assertThatThrownBy(() -> ForwardedHeaders.of(Field.FORWARDED, Field.FOR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Forwarded");
        assertThatThrownBy(() -> addresses().limit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> addresses().allowedHosts("a:80")).isInstanceOf(IllegalArgumentException.class);
    }
}
