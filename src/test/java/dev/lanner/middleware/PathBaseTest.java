package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is below a path base, and who sees what of the path. */
class PathBaseTest {
    private static String seen(HttpContext context) {
        return context.request().pathBase() + "|" + context.request().path();
    }

    @ParameterizedTest
    @CsvSource({
        "/app, /app/where, /app|/where",
        "/app, /app/, /app|/",
        "/app, /app, /app|",
        "/app, /app//x, /app|//x",
        "/teams/a, /teams/a/b, /teams/a|/b",
        "/app, /apple, |/apple",
        "/app, /app%2Fx, |/app%2Fx",
        "/app, /App/x, |/App/x",
        "/app, /x/app/y, |/x/app/y",
        "/app, *, |*"
    })
    void movesWholeSegments(String prefix, String path, String expected) throws Exception {
        AtomicReference<String> inside = new AtomicReference<>();
        Request.get(path).run(context -> {
            new PathBase(prefix).handle(context, next -> inside.set(seen(next)));
            assertThat(seen(context)).isEqualTo("|" + path);
        });
        assertThat(inside.get()).isEqualTo(expected);
    }

    @Test
    void goesBehindThePathBaseThatIsThereAlready() throws Exception {
        AtomicReference<String> inside = new AtomicReference<>();
        Request.get("/outer/app/x")
                .under("/outer")
                .run(context -> new PathBase("/app").handle(context, next -> inside.set(seen(next))));
        assertThat(inside.get()).isEqualTo("/outer/app|/x");
    }

    @Test
    void wholePathIsBackAfterAFailure() throws Exception {
        Request.get("/app/x").run(context -> {
            assertThatThrownBy(() -> new PathBase("/app").handle(context, next -> {
                        throw new IllegalStateException(seen(next));
                    }))
                    .hasMessage("/app|/x");
            assertThat(seen(context)).isEqualTo("|/app/x");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "app", "/app/"})
    void prefixIsAPath(String prefix) {
        assertThatThrownBy(() -> new PathBase(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slash");
    }
}
