package dev.lanner.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.AuthenticationFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let through, and what the others are told. */
class AuthenticationTest {
    private static final String CHALLENGE = "Basic realm=\"The \\\"shop\\\"\", charset=\"UTF-8\"";
    private static final Map<String, String> PASSWORDS = Map.of("Aladdin", "open sesame", "test", "123\u00a3", "x", "");

    private final AtomicInteger checks = new AtomicInteger();

    private Basic basic() {
        return Basic.of("The \"shop\"", (name, password) -> {
            checks.incrementAndGet();
            String known = PASSWORDS.get(name);
            return known != null && Basic.sameSecret(known, password) ? Optional.of(new User(name)) : Optional.empty();
        });
    }

    private static final Handler WHO = context -> {
        AuthenticationFeature feature = context.features().get(AuthenticationFeature.class);
        context.response()
                .text(
                        feature == null
                                ? "nobody"
                                : feature.scheme() + " " + context.user().getName());
    };

    private static MemoryResponse ask(Authentication authentication, String scheme, String... authorization)
            throws IOException {
        MemoryRequest.Builder request = MemoryRequest.builder("GET", "/").scheme(scheme);
        for (String value : authorization) {
            request.header("Authorization", value);
        }
        try (MemoryServer server =
                MemoryServer.of(Pipeline.builder().use(authentication).handle(WHO))) {
            MemoryResponse response = server.send(request.build());
            response.bytes();
            return response;
        }
    }

    private MemoryResponse ask(String... authorization) throws IOException {
        return ask(Authentication.by(basic()), "https", authorization);
    }

    private static String pair(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The examples of RFC 7617 §2 and §2.1. */
    @ParameterizedTest
    @CsvSource({
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==, Basic Aladdin",
        "basic   QWxhZGRpbjpvcGVuIHNlc2FtZQ==, Basic Aladdin",
        "Basic dGVzdDoxMjPCow==, Basic test",
        "Basic eDo=, Basic x"
    })
    void goodPasswords(String authorization, String user) throws Exception {
        MemoryResponse response = ask(authorization);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic QWxhZGRpbjpvcGVuIHNlc2Ft",
                "Basic",
                "Basic eA==",
                "Basic dGVzdDoxMjOj",
                "Basic -_-_",
                "Basic eDoK",
                "Basic realm=\"x\""
            })
    void badPasswords(String authorization) throws Exception {
        MemoryResponse response = ask(authorization);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
    }

    @Test
    void nobodyIsAskedWhoHeIs() throws Exception {
        MemoryResponse response = ask();
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
        assertThat(ask("Bearer abc").status()).isEqualTo(401);
    }

    @Test
    void nobodyIsLetThroughIfTold() throws Exception {
        Authentication open = Authentication.by(basic()).allowAnonymous();
        assertThat(ask(open, "https").text()).isEqualTo("nobody");
        assertThat(ask(open, "https", "Bearer abc").text()).isEqualTo("nobody");
        assertThat(ask(open, "https", "Bearer a=\"b, c\", d=e").text()).isEqualTo("nobody");
        assertThat(ask(open, "https", pair("x:wrong")).status()).isEqualTo(401);
    }

    /** RFC 9110 §11.4. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic a b",
                "Basic, Digest",
                "Basic \"",
                "Basic ====",
                "Ba:sic x",
                "Basic x=\"y",
                "Basic =x",
                "Basic x;y",
                "Basic\tx"
            })
    void malformedFieldsAre400(String authorization) throws Exception {
        MemoryResponse response = ask(Authentication.by(basic()).allowAnonymous(), "https", authorization);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("AUTHORIZATION_MALFORMED");
    }

    /** How what stands behind a scheme's name is to look is that scheme's business, and not of those that are wanted here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256 Credential=AKIA/20201206/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=ab",
                "key abc:def",
                "Bearer a=b c=d",
                "Token \"x"
            })
    void otherSchemesAreNoneWhateverTheyLookLike(String authorization) throws Exception {
        assertThat(ask(Authentication.by(basic()).allowAnonymous(), "https", authorization)
                        .text())
                .isEqualTo("nobody");
        MemoryResponse asked = ask(authorization);
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
    }

    @Test
    void twoFieldsAre400() throws Exception {
        assertThat(ask(pair("x:"), pair("Aladdin:open sesame")).status()).isEqualTo(400);
        assertThat(checks).hasValue(0);
    }

    @Test
    void twoFieldsAre400WhateverTheScheme() throws Exception {
        Authentication open = Authentication.by(basic()).allowAnonymous();
        assertThat(ask(open, "https", "key abc:def", "key abc:def").status()).isEqualTo(400);
    }

    @Test
    void overCleartextPasswordsAreNeitherWantedNorLookedAt() throws Exception {
        MemoryResponse response = ask(Authentication.by(basic()), "http", pair("x:"));
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.header("WWW-Authenticate")).isNull();
        assertThat(ask(Authentication.by(basic()), "http").status()).isEqualTo(403);
        assertThat(checks).hasValue(0);
        assertThat(ask(Authentication.by(basic().overCleartext()), "http", pair("x:"))
                        .text())
                .isEqualTo("Basic x");
    }

    @Test
    void passwordsAreNotLogged() throws Exception {
        try (LogCapture log = LogCapture.of("", Level.ALL)) {
            ask(pair("x:wrong-secret"));
            ask(pair("x:wrong-secret") + " x");
            ask(
                    Authentication.by(Basic.of("r", (name, password) -> {
                        throw new IllegalStateException("a failure of the application that the test wants");
                    })),
                    "https",
                    pair("x:wrong-secret"));
            String encoded = pair("x:wrong-secret").substring(6);
            assertThat(log.texts())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("wrong-secret") || line.contains(encoded));
        }
        assertThat(new Credentials("Basic", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void secretsAreComparedWhole() {
        assertThat(Basic.sameSecret("a", "a")).isTrue();
        assertThat(Basic.sameSecret("a", "ab")).isFalse();
        assertThat(Basic.sameSecret("", "a")).isFalse();
    }

    @Test
    void mistakesAreToldAtOnce() {
        assertThatThrownBy(Authentication::by).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Authentication.by(basic(), basic())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Basic.of("a\nb", (name, password) -> Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void applicationMayAskByItself() throws Exception {
        Authentication open = Authentication.by(basic()).allowAnonymous();
        try (MemoryServer server = MemoryServer.of(Pipeline.builder().use(open).handle(open::challenge))) {
            MemoryResponse response = server.send(
                    MemoryRequest.builder("GET", "/").scheme("https").build());
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.headers().all(HeaderName.WWW_AUTHENTICATE)).isEqualTo(List.of(CHALLENGE));
        }
    }
}
