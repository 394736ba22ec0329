package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies as they are sent, and those that can't be made (RFC 6265bis). */
class CookieTest {
    @Test
    void nameAndValueAlone() {
        Cookie cookie = Cookie.of("id", "7");

        assertThat(cookie).hasToString("id=7");
        assertThat(cookie.name()).isEqualTo("id");
        assertThat(cookie.value()).isEqualTo("7");
        assertThat(Cookie.of("id", "")).hasToString("id=");
    }

    @Test
    void allAttributesInTheirOrder() {
        Cookie cookie = Cookie.builder("id", "7")
                .domain("example.org")
                .path("/app")
                .expires(Instant.parse("2026-11-21T10:00:00.9Z"))
                .maxAge(Duration.ofMillis(90_999))
                .sameSite(SameSite.LAX)
                .secure()
                .httpOnly()
                .build();

        assertThat(cookie)
                .hasToString("id=7; Domain=example.org; Path=/app; Expires=Sat, 21 Nov 2026 10:00:00 GMT; Max-Age=90;"
                        + " SameSite=Lax; Secure; HttpOnly");
    }

    @Test
    void equalCookiesAreSentAlike() {
        assertThat(Cookie.of("a", "1")).isEqualTo(Cookie.of("a", "1")).hasSameHashCodeAs(Cookie.of("a", "1"));
        assertThat(Cookie.of("a", "1"))
                .isNotEqualTo(Cookie.builder("a", "1").httpOnly().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a=b", "a;b", "a,b", "\"a\"", "ü", "a\r\n", "a\0"})
    void nameIsAToken(String name) {
        assertThatThrownBy(() -> Cookie.of(name, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cookie's name is a token (RFC 9110 §5.6.2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a;b", "a,b", "a\\b", "a\"b", "\"", "\"a", "ü", "a\r\nX: y", "a\tb", "a\0b", "\u007f"})
    void valueIsCookieOctets(String value) {
        assertThatThrownBy(() -> Cookie.of("id", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value of cookie id")
                .hasMessageContaining("RFC 6265bis §4.1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!#$%&'()*+-./:<=>?@[]^_`{|}~", "\"quoted\"", "\"\"", "a=b"})
    void valueMayHaveAllOtherVisibleAscii(String value) {
        assertThat(Cookie.of("id", value)).hasToString("id=" + value);
    }

    @Test
    void nameAndValueHaveAtMost4096Bytes() {
        assertThat(Cookie.of("id", "x".repeat(4_094)).value()).hasSize(4_094);
        assertThatThrownBy(() -> Cookie.of("id", "x".repeat(4_095)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".example.org", "a b", "a;b", "ü.de", "a_b", "example.org:80", "a\n"})
    void domainIsAName(String domain) {
        refused(builder -> builder.domain(domain), "domain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "/a;b", "/a\n", "/ü", "/a "})
    void pathBeginsWithASlash(String path) {
        refused(builder -> builder.path(path), "path");
    }

    @Test
    void pathHasAtMost1024Bytes() {
        assertThat(Cookie.builder("id", "7")
                        .path("/" + "x".repeat(1_023))
                        .build()
                        .toString())
                .hasSize(4 + 7 + 1_024);
        refused(builder -> builder.path("/" + "x".repeat(1_024)), "at most 1024 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "1601-01-01T00:00:00Z, true",
        "1600-12-31T23:59:59Z, false",
        "9999-12-31T23:59:59Z, true",
        "+10000-01-01T00:00:00Z, false"
    })
    void expiresInTheYears1601To9999(Instant moment, boolean allowed) {
        if (allowed) {
            assertThat(Cookie.builder("id", "7").expires(moment).build().toString())
                    .contains("Expires=");
        } else {
            refused(builder -> builder.expires(moment), "1601 to 9999");
        }
    }

    @Test
    void ageIsNotNegative() {
        assertThat(Cookie.builder("id", "").maxAge(Duration.ZERO).build()).hasToString("id=; Max-Age=0");
        refused(builder -> builder.maxAge(Duration.ofMillis(-1)), "0 or more");
    }

    @Test
    void sameSiteNoneMustBeSecure() {
        refused(builder -> builder.sameSite(SameSite.NONE), "SameSite=None");
        assertThat(Cookie.builder("id", "7").sameSite(SameSite.NONE).secure().build())
                .hasToString("id=7; SameSite=None; Secure");
        assertThat(Cookie.builder("id", "7").sameSite(SameSite.STRICT).build()).hasToString("id=7; SameSite=Strict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Secure-id", "__SECURE-id", "__Host-id", "__host-id"})
    void prefixesMustBeSecure(String name) {
        assertThatThrownBy(() -> Cookie.builder(name, "7").path("/").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be secure");
        assertThat(Cookie.builder(name, "7").path("/").secure().build()).hasToString(name + "=7; Path=/; Secure");
    }

    @Test
    void hostPrefixHasTheWholePathAndNoDomain() {
        Cookie.Builder builder = Cookie.builder("__Host-id", "7").secure();

        assertThatThrownBy(builder::build).hasMessageContaining("path / and no domain");
        assertThatThrownBy(() -> builder.path("/app").build()).hasMessageContaining("path / and no domain");
        assertThatThrownBy(() -> builder.path("/").domain("example.org").build())
                .hasMessageContaining("path / and no domain");
    }

    private static void refused(Function<Cookie.Builder, Cookie.Builder> change, String message) {
        assertThatThrownBy(() -> change.apply(Cookie.builder("id", "7")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
