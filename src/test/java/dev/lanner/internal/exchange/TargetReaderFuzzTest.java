package dev.lanner.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.fuzz.Fuzz;
import dev.lanner.fuzz.Mutator;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.RequestTarget;
import dev.lanner.server.BadRequestException;
import dev.lanner.spec.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reader of targets on mutated input. */
class TargetReaderFuzzTest {
    private static final List<HttpMethod> METHODS = List.of(HttpMethod.GET, HttpMethod.OPTIONS, HttpMethod.CONNECT);

    @Test
    void targets() {
        List<byte[]> seeds = Corpus.clients().stream()
                .map(client -> new String(client, StandardCharsets.ISO_8859_1).split(" ", 3))
                .filter(parts -> parts.length == 3)
                .map(parts -> parts[1].getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        Mutator mutator = new Mutator(seeds);
        long inputs = Fuzz.run(random -> {
            String raw = new String(mutator.input(random), StandardCharsets.ISO_8859_1);
            HttpMethod method = METHODS.get(random.nextInt(METHODS.size()));
            try {
                check(TargetReader.read(raw, method), raw);
            } catch (BadRequestException refused) {
                assertThat(refused.rule()).isInstanceOf(HttpRule.class);
            }
        });
        assertThat(inputs).isPositive();
    }

    private static void check(RequestTarget target, String raw) {
        assertThat(target.raw()).isEqualTo(raw);
        assertThat(raw).as("only visible ASCII, no fragment").matches("[!-~&&[^#\"<>]]+");
        String path = target.path();
        switch (target.form()) {
            case ASTERISK -> assertThat(path).isEqualTo("*");
            case AUTHORITY -> {
                assertThat(path).isEmpty();
                assertThat(target.authority().port()).isBetween(1, 65_535);
            }
            case ORIGIN -> {
                assertThat(target.authority()).isNull();
                checkPath(path);
            }
            case ABSOLUTE -> {
                assertThat(target.authority().host()).isNotEmpty();
                if (!path.equals("*")) {
                    checkPath(path);
                }
            }
        }
    }

    /** It has no way up, no NUL, and is text. */
    private static void checkPath(String path) {
        assertThat(path).startsWith("/").doesNotContain("\0", "\ufffd");
        for (String segment : path.split("/", -1)) {
            assertThat(segment).isNotIn(".", "..");
        }
        assertThat(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(path);
    }
}
