package dev.lanner.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts with ports (RFC 3986 §3.2). */
class AuthorityTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "example.org, example.org, -1",
                "EXAMPLE.org:8080, example.org, 8080",
                "example.org:, example.org, -1",
                "a:0, a, 0",
                "a:00080, a, 80",
                "a:65535, a, 65535",
                "127.0.0.1:1, 127.0.0.1, 1",
                "[::], [::], -1",
                "[::1]:443, [::1], 443",
                "[2001:DB8::1]:, [2001:db8::1], -1",
                "[1:2:3:4:5:6:7:8], [1:2:3:4:5:6:7:8], -1",
                "[1::8], [1::8], -1",
                "[1:2:3:4:5:6:7::], [1:2:3:4:5:6:7::], -1",
                "[::2:3:4:5:6:7:8], [::2:3:4:5:6:7:8], -1",
                "[::ffff:192.0.2.1], [::ffff:192.0.2.1], -1",
                "[1:2:3:4:5:6:192.0.2.1], [1:2:3:4:5:6:192.0.2.1], -1",
                "[v1.a:b], [v1.a:b], -1",
                "[vF.x], [vf.x], -1",
                "a%41, a%41, -1",
                "256.256.256.256, 256.256.256.256, -1",
                "a..b, a..b, -1",
                "-, -, -1",
            })
    void authorities(String text, String host, int port) {
        assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
    }

    @Test
    void emptyHostIsOnlyForAnEmptyField() {
        assertThat(Authority.parse("")).isEqualTo(new Authority("", -1));
        assertThat(Authority.parse(":80")).isNull();
        assertThat(Authority.parse(":")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:65536",
                "a:999999",
                "a:-1",
                "a:+1",
                "a: 1",
                "a:1 ",
                "a:x",
                "a:1:2",
                "u@a",
                "u:p@a",
                "a/b",
                "a?b",
                "a#b",
                "a,b",
                "a b",
                " a",
                "a ",
                "a\tb",
                "a\\b",
                "\"a\"",
                "<a>",
                "{a}",
                "a|b",
                "a^b",
                "`",
                "a%",
                "a%4",
                "a%4g",
                "b\u00fccher",
                "\u0661",
                "a:\u0661",
                "[",
                "]",
                "[]",
                "[:]",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]]",
                "[1::2::3]",
                "[:::]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]",
                "[12345::]",
                "[::g]",
                "[::1.2.3]",
                "[::1.2.3.4.5]",
                "[::256.1.1.1]",
                "[::1.2.3.4:5]",
                "[1.2.3.4]",
                "[::%25eth0]",
                "[v1]",
                "[v.a]",
                "[v1.]",
                "[vg.a]",
                "[v1.a/b]",
                "[::\u0661]",
                "a[::1]",
                "[::1]:65536",
            })
    void others(String text) {
        assertThat(Authority.parse(text)).isNull();
    }

    @Test
    void defaultPorts() {
        assertThat(Authority.parse("a").portFor("http")).isEqualTo(80);
        assertThat(Authority.parse("a").portFor("https")).isEqualTo(443);
        assertThat(Authority.parse("a:0").portFor("http")).isZero();
        assertThat(Authority.parse("a:1").portFor("https")).isEqualTo(1);
    }

    @Test
    void text() {
        assertThat(Authority.parse("A:080")).hasToString("a:80");
        assertThat(Authority.parse("a:")).hasToString("a");
    }
}
