package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "http://+:8080/, http://+:8080/",
        "http://*:0, http://*:0/",
        "HTTPS://Shop.Example/Cart, https://shop.example:443/Cart/",
        "http://localhost, http://localhost:80/",
        "http://127.0.0.1:8080/a/b/, http://127.0.0.1:8080/a/b/",
        "http://[::1]:8080/ä, http://[::1]:8080/ä/",
        "http://[0:0:0:0:0:0:0:1]:8080/, http://[::1]:8080/",
        "http://[2001:DB8:0:0:1:0:0:0]:8080/, http://[2001:db8:0:0:1::]:8080/",
        "http://[2001:0db8::0:1:0]:8080/, http://[2001:db8::1:0]:8080/",
        "http://[1:2:3:0:5:6:7:8]:8080/, http://[1:2:3:0:5:6:7:8]:8080/",
        "http://[::ffff:192.0.2.1]:8080/, http://[::ffff:c000:201]:8080/",
        "http://[::]:8080/, http://[::]:8080/",
        "http://shop.example.:8080/, http://shop.example:8080/",
    })
    void isRead(String text, String whole) {
        UrlPrefix prefix = UrlPrefix.parse(text);
        assertThat(prefix.toString()).isEqualTo(whole);
        assertThat(UrlPrefix.parse(whole)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "+:80/, has no scheme",
        "ftp://+:80/, neither http nor https",
        "http:///, neither a host",
        "http://a b/, neither a host",
        "http://u@a:80/, neither a host",
        "http://.:80/, neither a host",
        "http://*.example:80/a?b, has a blank",
        "http://[::1:80/, is no port",
        "http://+:65536/, from 0 to 65535",
        "http://+:-1/, is no port",
        "http://+:/, is no port",
        "http://+:80a/, is no port",
        "http://+:80//, empty segment",
        "http://+:80/a/../b/, of dots",
        "http://+:80/a%20b/, one of % ? # \\",
        "http://+:80/a#b, one of % ? # \\",
        "'http://+:80/a b', has a blank",
    })
    void mistakesAreSentences(String text, String why) {
        assertThatThrownBy(() -> UrlPrefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" is no prefix: ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }

    @Test
    void pathsAreBounded() {
        assertThat(UrlPrefix.parse("http://+:80/" + "a".repeat(998)).path()).hasSize(1_000);
        assertThatThrownBy(() -> UrlPrefix.parse("http://+:80/" + "a".repeat(999)))
                .hasMessageContaining("of which there may be 1000");
    }
}
