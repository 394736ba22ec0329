package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.http.HeaderName;
import dev.lanner.middleware.ResponseCache;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that want others to get from the cache what they have made the application say, or what is not for them. */
class CachePoisoningTest {
    private static final String PUBLIC = "public, max-age=600";

    private static MemoryServer serve(Handler handler) {
        return MemoryServer.of(
                Pipeline.builder().use(ResponseCache.withDefaults()).handle(handler));
    }

    private static MemoryRequest.Builder get(String target) {
        return MemoryRequest.builder("GET", target).header("Host", "shop.example");
    }

    private static String text(MemoryServer server, MemoryRequest.Builder request) throws IOException {
        return server.send(request.build()).text();
    }

    /** An application that believes a field of the request, and does not say Vary. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Original-URL",
                "Forwarded",
                "Origin",
                "Referer",
                "User-Agent",
                "Accept-Language",
                "Cookie",
                "X-Whatever"
            })
    void fieldsThatAreNotInTheKey(String field) throws Exception {
        try (MemoryServer server = serve(context -> {
            String told = context.request().header(field);
            context.response().header("Cache-Control", PUBLIC).text("<script src=//" + told + "/x.js>");
        })) {
            assertThat(text(server, get("/").header(field, "evil.example"))).contains("evil");
            assertThat(text(server, get("/"))).contains("null");
            assertThat(text(server, get("/").header(field, "evil.example"))).contains("null");
        }
    }

    /** It need not be looked for by name. */
    @Test
    void fieldsThatAreListed() throws Exception {
        try (MemoryServer server = serve(context -> {
            StringBuilder page = new StringBuilder();
            context.request().headers().copy().forEach((name, value) -> page.append(value));
            context.response().header("Cache-Control", PUBLIC).text(page.toString());
        })) {
            assertThat(text(server, get("/").header("X-A", "evil"))).contains("evil");
            assertThat(text(server, get("/"))).doesNotContain("evil");
        }
    }

    @Test
    void fieldsThatAreCounted() throws Exception {
        try (MemoryServer server = serve(context -> context.response()
                .header("Cache-Control", PUBLIC)
                .text("" + context.request().headers().size()))) {
            assertThat(text(server, get("/").header("X-A", "1").header("X-B", "2")))
                    .isEqualTo("3");
            assertThat(text(server, get("/"))).isEqualTo("1");
        }
    }

    /** The host is in the key: who asks for another one gets an answer of his own. */
    @Test
    void otherHosts() throws Exception {
        try (MemoryServer server = serve(context -> context.response()
                .header("Cache-Control", PUBLIC)
                .text(context.request().host() + " " + context.request().header("Host")))) {
            assertThat(text(server, MemoryRequest.builder("GET", "/").header("Host", "evil.example")))
                    .isEqualTo("evil.example evil.example");
            assertThat(text(server, MemoryRequest.builder("GET", "/").header("Host", "shop.example:81")))
                    .isEqualTo("shop.example shop.example:81");
            assertThat(text(server, get("/"))).isEqualTo("shop.example shop.example");
        }
    }

    /** Content of a GET ("fat GET"), and methods that a field overrides. */
    @Test
    void contentOfAGet() throws Exception {
        try (MemoryServer server = serve(context -> context.response()
                .header("Cache-Control", PUBLIC)
                .text("q=" + new String(context.request().bytes(), java.nio.charset.StandardCharsets.UTF_8)))) {
            assertThat(text(server, get("/").content("evil"))).isEqualTo("q=evil");
            assertThat(text(server, get("/"))).isEqualTo("q=");
        }
    }

    /** Spellings that an application may tell apart, or not: each has an answer of its own. */
    @ParameterizedTest
    @CsvSource({
        "/a?x=1&evil=1, /a?x=1",
        "/a?, /a",
        "/%61, /a",
        "/b/../a, /a",
        "/a?x=1#, /a?x=1",
        "/a%3Fx, /a?x",
        "//a, /a",
        "/A, /a"
    })
    void spellingsOfTargets(String evil, String target) throws Exception {
        try (MemoryServer server = serve(context -> context.response()
                .header("Cache-Control", PUBLIC)
                .text(context.request().target().raw()))) {
            text(server, get(evil.replace("#", "")).header("X-A", "1"));
            assertThat(text(server, get(target))).isEqualTo(target);
        }
    }

    /** Errors that a client provokes for others (CPDoS): by oversized or odd fields, methods and ranges. */
    @Test
    void errorsThatOneClientProvokes() throws Exception {
        try (MemoryServer server = serve(context -> {
            boolean odd = context.request().header("X-Odd") != null;
            context.response()
                    .header("Cache-Control", PUBLIC)
                    .status(odd ? 400 : 200)
                    .text(odd ? "bad" : "good");
        })) {
            assertThat(text(server, get("/").header("X-Odd", "\u00ff"))).isEqualTo("bad");
            assertThat(text(server, get("/").header("Range", "bytes=0-0"))).isEqualTo("good");
            assertThat(text(server, get("/"))).isEqualTo("good");
        }
    }

    /** A page of one user under a name that looks like a file: it is not what the name says that counts. */
    @Test
    void deceptionByNamesOfFiles() throws Exception {
        try (MemoryServer server = serve(context -> {
            if (context.request().header(HeaderName.COOKIE) == null) {
                context.response().status(403).text("log in");
            } else {
                context.response().text("balance");
            }
        })) {
            assertThat(text(server, get("/account/x.css").header("Cookie", "session=1")))
                    .isEqualTo("balance");
            assertThat(text(server, get("/account/x.css"))).isEqualTo("log in");
        }
    }

    /** An application that calls public what is for one user. */
    @Test
    void pagesOfUsersThatAreCalledPublic() throws Exception {
        try (MemoryServer server = serve(context -> {
            String cookie = context.request().header(HeaderName.COOKIE);
            context.response().header("Cache-Control", PUBLIC).text("for " + cookie);
        })) {
            assertThat(text(server, get("/").header("Cookie", "alice"))).isEqualTo("for alice");
            assertThat(text(server, get("/").header("Cookie", "bob"))).isEqualTo("for bob");
            assertThat(text(server, get("/").header("Authorization", "Basic YTpi")))
                    .isEqualTo("for null");
        }
    }

    /** A client can make the application run again, by no-cache (RFC 9111 §5.2.1.4), but not put anything of its own there. */
    @Test
    void reloadsWithFieldsOfTheirOwn() throws Exception {
        try (MemoryServer server = serve(context -> context.response()
                .header("Cache-Control", PUBLIC)
                .text("host " + context.request().header("X-Forwarded-Host")))) {
            assertThat(text(server, get("/"))).isEqualTo("host null");
            assertThat(text(server, get("/").header("Cache-Control", "no-cache").header("X-Forwarded-Host", "evil")))
                    .isEqualTo("host evil");
            MemoryResponse after = server.send(get("/").build());
            assertThat(after.text()).isEqualTo("host null");
            assertThat(after.header("Age")).isEqualTo("0");
        }
    }
}
