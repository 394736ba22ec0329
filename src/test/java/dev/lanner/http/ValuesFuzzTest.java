package dev.lanner.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.fuzz.Fuzz;
import dev.lanner.fuzz.Mutator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The readers of single values on mutated input: an answer or null, and what they write they can read. */
class ValuesFuzzTest {
    @Test
    void authorities() {
        run(
                List.of("example.org:8080", "[::1]:80", "[1:2:3:4:5:6:7:8]", "127.0.0.1", "[v1.a:b]", "a%41", ":1", ""),
                text -> {
                    Authority authority = Authority.parse(text);
                    if (authority != null) {
                        assertThat(Authority.parse(authority.toString())).isEqualTo(authority);
                        assertThat(authority.port()).isBetween(-1, 65_535);
                        assertThat(authority.host()).matches("[!-~&&[^/?#@\\\\,\"<>A-Z]]*|.*,.*");
                    }
                });
    }

    @Test
    void mediaTypes() {
        run(
                List.of(
                        "text/html; charset=utf-8",
                        "a/b;c=\"d\\\"e\";f=g",
                        "multipart/form-data; boundary=\"=x\"",
                        "a/b"),
                text -> {
                    MediaType type = MediaType.parse(text);
                    if (type != null) {
                        assertThat(MediaType.parse(type.toString()))
                                .as(type.toString())
                                .isEqualTo(type);
                        assertThat(type.charset(StandardCharsets.UTF_8)).isNotNull();
                        assertThat(type.is(type.type() + "/" + type.subtype())).isTrue();
                    }
                });
    }

    @Test
    void dates() {
        run(
                List.of(
                        "Sun, 06 Nov 1994 08:49:37 GMT",
                        "Sunday, 06-Nov-94 08:49:37 GMT",
                        "Sun Nov  6 08:49:37 1994",
                        "Thu, 29 Feb 2024 23:59:60 GMT"),
                text -> {
                    Instant date = HttpDate.parse(text);
                    if (date != null) {
                        assertThat(HttpDate.parse(HttpDate.format(date))).isEqualTo(date);
                    }
                });
    }

    private static void run(List<String> seeds, Consumer<String> check) {
        Mutator mutator = new Mutator(Stream.concat(seeds.stream(), seeds.stream())
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
        long inputs = Fuzz.run(random -> {
            String text = new String(mutator.input(random), StandardCharsets.ISO_8859_1);
            try {
                check.accept(text);
            } catch (RuntimeException failed) {
                throw new AssertionError("on \"" + Tokens.printable(text) + "\"", failed);
            }
        });
        assertThat(inputs).isPositive();
    }
}
