package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.http.HttpMethod;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handler gets a request, with which parameters, and what is answered if none does. */
class RouterTest {
    private static final Router ROUTER = Router.builder()
            .get("/", name("root"))
            .get("/users", name("users"))
            .post("/users", name("add"))
            .get("/users/", name("slash"))
            .get("/users/me", name("me"))
            .get("/users/{id}", name("user"))
            .delete("/users/{id}", name("delete"))
            .get("/users/{user}/posts/{post}", name("post"))
            .get("/users/me/posts/latest", name("latest"))
            .get("/users/{user}/posts/{post}/{rest...}", name("below"))
            .get("/files/{path...}", name("files"))
            .put("/files/{folder}/{file}", name("put"))
            .patch("/patched", name("patch"))
            .head("/users", name("head"))
            .options("/own", name("options"))
            .get("/own", name("own"))
            .route(HttpMethod.of("PURGE"), "/cache", name("purge"))
            .route(HttpMethod.TRACE, "/traced", name("trace"))
            .get("/a b/ü", name("decoded"))
            .build();

    /** What a handler with that name answers: its name, and the values of the parameters that the tests have. */
    private static Handler name(String name) {
        return context -> {
            StringBuilder text = new StringBuilder(name);
            for (String parameter : new String[] {"id", "user", "post", "path", "folder", "file", "rest"}) {
                String value = context.request().parameter(parameter);
                text.append(value == null ? "" : " " + parameter + "=" + value);
            }
            context.response().text(text.toString());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, root",
        "GET, '', root",
        "GET, /users, users",
        "POST, /users, add",
        "GET, /users/, slash",
        "GET, /users/me, me",
        "GET, /users/7, user id=7",
        "GET, /users/Me, user id=Me",
        "DELETE, /users/7, delete id=7",
        "DELETE, /users/me, delete id=me",
        "GET, /users/7/posts/8, post user=7 post=8",
        "GET, /users/me/posts/latest, latest",
        "GET, /users/me/posts/8, post user=me post=8",
        "GET, /users/7/posts/latest, post user=7 post=latest",
        "GET, /users/7/posts/8/, below user=7 post=8 rest=",
        "GET, /users/me/posts/latest/x/y, below user=me post=latest rest=x/y",
        "GET, /files/, files path=",
        "GET, /files/a, files path=a",
        "GET, /files/a/b//c/, files path=a/b//c/",
        "PUT, /files/a/b, put folder=a file=b",
        "GET, /files/a/b, files path=a/b",
        "PATCH, /patched, patch",
        "PURGE, /cache, purge",
        "TRACE, /traced, trace",
        "OPTIONS, /own, options",
        "GET, /a b/ü, decoded",
        "HEAD, /users, head",
        "HEAD, /users/7, user id=7",
        "HEAD, /files/x, files path=x",
        "GET, /users/a b, user id=a b",
        "GET, /users/a%2Fb%2fc, user id=a/b/c",
        "GET, /users/100%, user id=100%",
        "GET, /files/..%2Fb, files path=..%2Fb",
    })
    void requestGoesToTheBestRoute(String method, String path, String expected) throws Exception {
        TestExchange exchange = TestExchange.of(method, path).run(ROUTER);

        assertThat(exchange.response.status).isEqualTo(200);
        assertThat(exchange.text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/Users", "/users//posts/1", "/users/7/", "/files", "//", "/users/7/posts", "x"})
    void pathWithoutARouteIs404(String path) throws Exception {
        TestExchange exchange = TestExchange.get(path).run(ROUTER);

        assertThat(exchange.response.status).isEqualTo(404);
        assertThat(exchange.response.headers.isEmpty()).isTrue();
        assertThat(exchange.features.get(RouteFeature.class)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /users, 'GET, HEAD, OPTIONS, POST'",
        "PUT, /users/me, 'DELETE, GET, HEAD, OPTIONS'",
        "POST, /users/7, 'DELETE, GET, HEAD, OPTIONS'",
        "POST, /files/a/b, 'GET, HEAD, OPTIONS, PUT'",
        "POST, /files/a, 'GET, HEAD, OPTIONS'",
        "GET, /cache, 'OPTIONS, PURGE'",
        "HEAD, /cache, 'OPTIONS, PURGE'",
        "TRACE, /, 'GET, HEAD, OPTIONS'",
        "CONNECT, '', 'GET, HEAD, OPTIONS'",
        "get, /, 'GET, HEAD, OPTIONS'",
    })
    void methodWithoutARouteIs405WithAllThatHaveOne(String method, String path, String allow) throws Exception {
        TestExchange exchange = TestExchange.of(method, path).run(ROUTER);

        assertThat(exchange.response.status).isEqualTo(405);
        assertThat(exchange.response.headers).hasToString("[Allow: " + allow + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "/users, 'GET, HEAD, OPTIONS, POST'",
        "/users/me, 'DELETE, GET, HEAD, OPTIONS'",
        "/cache, 'OPTIONS, PURGE'",
        "*, 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PURGE, PUT, TRACE'",
    })
    void optionsIsAnsweredWithAllow(String path, String allow) throws Exception {
        TestExchange exchange = TestExchange.of("OPTIONS", path).run(ROUTER);

        assertThat(exchange.response.status).isEqualTo(204);
        assertThat(exchange.response.headers).hasToString("[Allow: " + allow + "]");
    }

    @Test
    void optionsOfNothingIs404() throws Exception {
        assertThat(TestExchange.of("OPTIONS", "/none").run(ROUTER).response.status)
                .isEqualTo(404);
    }

    @Test
    void routerWithoutRoutesHasOptionsOnly() throws Exception {
        Router empty = Router.builder().build();

        assertThat(TestExchange.get("/").run(empty).response.status).isEqualTo(404);
        assertThat(TestExchange.of("OPTIONS", "*").run(empty).response.headers).hasToString("[Allow: OPTIONS]");
    }

    @Test
    void routeStaysForWhatRunsAfter() throws Exception {
        TestExchange exchange = TestExchange.get("/users/7/posts/8").run(ROUTER);

        RouteFeature route = exchange.features.get(RouteFeature.class);
        assertThat(route.pattern()).isEqualTo("/users/{user}/posts/{post}");
        assertThat(route.parameter("post")).isEqualTo("8");
        assertThat(route.parameter("none")).isNull();
    }

    @Test
    void routeMayHaveManyParameters() throws Exception {
        Router router = Router.builder()
                .get(
                        "/{a}/{b}/{c}/{d}/{e}/{f...}",
                        context -> context.response()
                                .text(context.request().parameter("a")
                                        + context.request().parameter("e")
                                        + context.request().parameter("f")))
                .build();

        assertThat(TestExchange.get("/1/2/3/4/5/6/7").run(router).text()).isEqualTo("156/7");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, GET /",
        "GET, /users/{name}, GET /users/{id}",
        "GET, /files/{all...}, GET /files/{path...}",
        "POST, /users, POST /users"
    })
    void routeForTheSameRequestsIsRefused(String method, String pattern, String before) {
        Router.Builder builder = Router.builder()
                .get("/", name("a"))
                .post("/users", name("b"))
                .get("/users/{id}", name("c"))
                .get("/files/{path...}", name("d"));

        assertThatThrownBy(() -> builder.route(HttpMethod.of(method), pattern, name("e")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        method + " " + pattern + " takes the same requests as " + before + ", which is there already");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "| must begin with a slash",
                "users | must begin with a slash",
                "* | must begin with a slash",
                "/{} | is not a parameter",
                "/{...} | is not a parameter",
                "/{a | is not a parameter",
                "/a} | is not a parameter",
                "/x{a} | is not a parameter",
                "/{a}x | is not a parameter",
                "/{a}{b} | is not a parameter",
                "/{a b} | is not a parameter",
                "/{a..} | is not a parameter",
                "/{a...}/b | must be the last segment",
                "/{a...}/ | must be the last segment",
                "/{a}/{a} | two parameters with the name a",
                "/{a}/{a...} | two parameters with the name a",
            },
            delimiter = '|')
    void patternThatIsNoneIsRefused(String pattern, String message) {
        String text = pattern == null ? "" : pattern;
        assertThatThrownBy(() -> Router.builder().get(text, name("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining(message);
    }

    @Test
    void builderGoesOnWithoutEffectOnWhatItBuilt() throws Exception {
        Router.Builder builder = Router.builder().get("/{x}/a", name("a")).mount("/m", name("m"));
        Router router = builder.build();
        builder.post("/{x}/a", name("b"))
                .get("/new", name("c"))
                .get("/m/x", name("d"))
                .post("/{r...}", name("e"));

        assertThat(TestExchange.of("POST", "/1/a").run(router).response.status).isEqualTo(405);
        assertThat(TestExchange.get("/new").run(router).response.status).isEqualTo(404);
        assertThat(TestExchange.get("/m/x").run(router).text()).isEqualTo("m");
    }

    /** What a mounted handler answers: what it sees of the path. */
    private static final Handler PATHS = context -> context.response()
            .text(context.request().pathBase() + "|" + context.request().path());

    @ParameterizedTest
    @CsvSource({"/app, /app|", "/app/, /app|/", "/app/x/y, /app|/x/y"})
    void mountedHandlerSeesThePathBelow(String path, String seen) throws Exception {
        assertThat(TestExchange.get(path)
                        .run(Router.builder().mount("/app", PATHS).build())
                        .text())
                .isEqualTo(seen);
    }

    @Test
    void mountTakesWholeSegmentsAndEveryMethod() throws Exception {
        Router router = Router.builder().mount("/app", PATHS).build();

        assertThat(TestExchange.get("/apple").run(router).response.status).isEqualTo(404);
        assertThat(TestExchange.of("PURGE", "/app/x").run(router).text()).isEqualTo("/app|/x");
    }

    @ParameterizedTest
    @CsvSource({"/, |/", "/x/y, |/x/y", "/api/x, /api|/x", "/api/v2/x, /api/v2|/x"})
    void longestPrefixIsTaken(String path, String seen) throws Exception {
        Router router = Router.builder()
                .mount("/", PATHS)
                .mount("/api", PATHS)
                .mount("/api/v2", PATHS)
                .build();

        assertThat(TestExchange.get(path).run(router).text()).isEqualTo(seen);
    }

    @Test
    void routeIsTakenBeforeAMountAlsoIfOnlyItsPathFits() throws Exception {
        Router router = Router.builder()
                .get("/api/{id}", name("route"))
                .mount("/", PATHS)
                .mount("/api", PATHS)
                .build();

        assertThat(TestExchange.get("/api/7").run(router).text()).isEqualTo("route id=7");
        assertThat(TestExchange.get("/api/7/8").run(router).text()).isEqualTo("/api|/7/8");
        TestExchange post = TestExchange.of("POST", "/api/7").run(router);
        assertThat(post.response.status).isEqualTo(405);
        assertThat(post.response.headers).hasToString("[Allow: GET, HEAD, OPTIONS]");
    }

    @Test
    void pathIsWholeAgainAfterTheMountedHandler() throws Exception {
        TestExchange exchange = TestExchange.get("/app/x");

        exchange.run(Router.builder().mount("/app", PATHS).build());
        assertThat(exchange.context.request().path()).isEqualTo("/app/x");

        assertThatThrownBy(() -> exchange.run(Router.builder()
                        .mount("/app", context -> {
                            throw new IOException("broken");
                        })
                        .build()))
                .hasMessage("broken");
        assertThat(exchange.context.request().path()).isEqualTo("/app/x");
        assertThat(exchange.context.request().pathBase()).isEmpty();
    }

    @Test
    void routersInRoutersHaveAllParametersAndOnePattern() throws Exception {
        Router posts = Router.builder()
                .get(
                        "/{post}",
                        context -> context.response()
                                .text(context.request().pathBase() + " "
                                        + context.request().parameter("user") + " "
                                        + context.request().parameter("post")))
                .get("/", PATHS)
                .build();
        Router users = Router.builder().mount("/{user}/posts", posts).build();
        Router all = Router.builder().mount("/users", users).build();

        TestExchange exchange = TestExchange.get("/users/7/posts/8").run(all);

        assertThat(exchange.text()).isEqualTo("/users/7/posts 7 8");
        assertThat(exchange.features.get(RouteFeature.class).pattern()).isEqualTo("/users/{user}/posts/{post}");
        assertThat(TestExchange.get("/users/7/posts").run(all).text()).isEqualTo("/users/7/posts|");
        assertThat(TestExchange.get("/users/7/x").run(all).response.status).isEqualTo(404);
        assertThat(TestExchange.of("PUT", "/users/7/posts/8").run(all).response.status)
                .isEqualTo(405);
    }

    @Test
    void routerBehindARouteBeginsAPatternOfItsOwn() throws Exception {
        Router inner = Router.builder().get("/a/{x}", name("inner")).build();

        TestExchange exchange = TestExchange.get("/a/7")
                .run(Router.builder().get("/{rest...}", inner).build());

        assertThat(exchange.features.get(RouteFeature.class).pattern()).isEqualTo("/a/{x}");
        assertThat(exchange.context.request().parameter("rest")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "app, must begin with a slash",
        "'', must begin with a slash",
        "/app/, must not end in a slash",
        "/{rest...}, must not end",
        "/app, 'what is mounted at /app takes the same requests as what is mounted at /app'",
        "/{b}, 'what is mounted at /{b} takes the same requests as what is mounted at /{a}'",
        "/, 'what is mounted at / takes the same requests as what is mounted at /'"
    })
    void prefixThatIsNoneIsRefused(String prefix, String message) {
        Router.Builder builder =
                Router.builder().mount("/app", PATHS).mount("/{a}", PATHS).mount("/", PATHS);

        assertThatThrownBy(() -> builder.mount(prefix, PATHS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void nothingIsNull() {
        assertThatThrownBy(() -> Router.builder().get("/", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Router.builder().route(null, "/", PATHS)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Router.builder().mount("/", null)).isInstanceOf(NullPointerException.class);
    }
}
