package dev.lanner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler can answer. */
class HttpResponseTest {
    private final TestExchange exchange = TestExchange.get("/");
    private final HttpResponse response = exchange.context.response();
    private final Headers headers = exchange.response.headers;

    @Test
    void headIsTheFeatures() {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.reason()).isNull();

        HttpResponse chained = response.status(201)
                .reason("Made")
                .header("X-One", "1")
                .header(HeaderName.ETAG, "\"1\"")
                .contentType("a/b")
                .contentLength(3);

        assertThat(chained).isSameAs(response);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.reason()).isEqualTo("Made");
        assertThat(response.header("x-one")).isEqualTo("1");
        assertThat(response.contentType()).isEqualTo("a/b");
        assertThat(response.headers())
                .isSameAs(headers)
                .hasToString("[X-One: 1, ETag: \"1\", Content-Type: a/b, Content-Length: 3]");
    }

    @Test
    void headerReplacesAllLinesOfItsName() {
        headers.add("X-One", "1").add("X-One", "2");

        response.header("X-One", "3");

        assertThat(headers.all(HeaderName.of("X-One"))).containsExactly("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b=c", "a\nb", "a\rb", "a\0b", "a\u0100b"})
    void headerSplitsNoResponse(String value) {
        assertThatThrownBy(() -> response.header("X-One", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> response.contentType(value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> response.redirect(value)).isInstanceOf(IllegalArgumentException.class);
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void negativeLengthIsRefused() {
        assertThatThrownBy(() -> response.contentLength(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the content's length is -1; it must be 0 or more");
    }

    @Test
    void textIsUtf8WithItsLength() throws Exception {
        response.text("grün");

        assertThat(exchange.text()).isEqualTo("grün");
        assertThat(headers).hasToString("[Content-Type: text/plain; charset=utf-8, Content-Length: 5]");
    }

    @Test
    void textKeepsTheTypeThatIsSetAndItsCharset() throws Exception {
        response.contentType("text/csv; charset=iso-8859-1").text("grün");

        assertThat(exchange.response.content.toByteArray()).isEqualTo("grün".getBytes(ISO_8859_1));
        assertThat(headers).hasToString("[Content-Type: text/csv; charset=iso-8859-1, Content-Length: 4]");
    }

    @Test
    void textInATypeWithoutCharsetIsUtf8() throws Exception {
        response.contentType("text/csv").text("grün");

        assertThat(exchange.text()).isEqualTo("grün");
        assertThat(response.contentType()).isEqualTo("text/csv");
    }

    @Test
    void htmlHasItsType() throws Exception {
        response.html("<p>ü");

        assertThat(exchange.text()).isEqualTo("<p>ü");
        assertThat(headers).hasToString("[Content-Type: text/html; charset=utf-8, Content-Length: 5]");
    }

    @Test
    void jsonIsUtf8WhateverTheTypeSays() throws Exception {
        response.json("{\"a\":\"ü\"}");
        assertThat(exchange.text()).isEqualTo("{\"a\":\"ü\"}");
        assertThat(headers).hasToString("[Content-Type: application/json, Content-Length: 10]");

        TestExchange problem = TestExchange.get("/");
        problem.context
                .response()
                .contentType("application/problem+json; charset=iso-8859-1")
                .json("\"ü\"");
        assertThat(problem.text()).isEqualTo("\"ü\"");
    }

    @Test
    void bytesHaveNoTypeOfTheirOwn() throws Exception {
        response.bytes(new byte[] {1, 2});

        assertThat(exchange.response.content.toByteArray()).containsExactly(1, 2);
        assertThat(headers).hasToString("[Content-Length: 2]");
    }

    @Test
    void secondAnswerIsRefused() throws Exception {
        response.text("a");

        assertThatThrownBy(() -> response.text("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the response has an answer already");
        assertThatThrownBy(() -> response.stream(InputStream.nullInputStream()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(exchange.text()).isEqualTo("a");
        assertThat(response.header("Content-Length")).isEqualTo("1");
    }

    @Test
    void anotherBodyCanHaveAnAnswerOfItsOwn() throws Exception {
        response.text("a");
        var other = new ByteArrayOutputStream();
        exchange.features.set(ResponseBodyFeature.class, () -> other);

        response.text("bc");

        assertThat(other.toString(UTF_8)).isEqualTo("bc");
        assertThat(response.header("Content-Length")).isEqualTo("2");
    }

    @Test
    void answerAfterTheStartIsRefused() {
        headers.lock();

        assertThat(response.hasStarted()).isTrue();
        assertThatThrownBy(() -> response.text("a")).isInstanceOf(IllegalStateException.class);
        assertThat(exchange.text()).isEmpty();
    }

    @Test
    void streamIsCopiedAndClosed() throws Exception {
        var source = new ClosingStream("a".repeat(100_000));

        response.stream(source);

        assertThat(exchange.text()).hasSize(100_000);
        assertThat(source.closed).isTrue();
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void streamIsClosedAlsoIfNobodyTakesIt() {
        exchange.features.remove(ResponseBodyFeature.class);
        var source = new ClosingStream("a");

        assertThatThrownBy(() -> response.stream(source)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(source.closed).isTrue();
    }

    @Test
    void bodyIsTheFeaturesStream() throws Exception {
        response.body().write('a');
        response.body().write('b');

        assertThat(response.body()).isSameAs(exchange.response.content);
        assertThat(exchange.text()).isEqualTo("ab");
    }

    @Test
    void completeClosesTheStream() throws Exception {
        var target = new ClosedOutput();
        exchange.features.set(ResponseBodyFeature.class, () -> target);

        response.complete();

        assertThat(target.closed).isTrue();
    }

    @Test
    void fileHasTypeAndLength(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("Page.HTML"), "<p>ü");

        response.file(file);

        assertThat(exchange.text()).isEqualTo("<p>ü");
        assertThat(headers).hasToString("[Content-Type: text/html; charset=utf-8, Content-Length: 5]");
    }

    @Test
    void emptyFileIsAnAnswer(@TempDir Path folder) throws Exception {
        response.contentType("a/b").file(Files.createFile(folder.resolve("empty.txt")));

        assertThat(exchange.text()).isEmpty();
        assertThat(headers).hasToString("[Content-Type: a/b, Content-Length: 0]");
    }

    @Test
    void missingFileLeavesTheResponseAsItWas(@TempDir Path folder) {
        assertThatThrownBy(() -> response.file(folder.resolve("none.txt"))).isInstanceOf(NoSuchFileException.class);
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void folderIsNoFile(@TempDir Path folder) {
        assertThatThrownBy(() -> response.file(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void redirectIs302UnlessSaidOtherwise() {
        response.redirect("/login?next=%2F");

        assertThat(response.status()).isEqualTo(302);
        assertThat(headers).hasToString("[Location: /login?next=%2F]");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectHasOneOfFiveStatuses(int status) {
        response.redirect(status, "https://example.org/");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Location")).isEqualTo("https://example.org/");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 300, 304, 305, 306, 309, 400})
    void otherStatusesDoNotRedirect(int status) {
        assertThatThrownBy(() -> response.redirect(status, "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it must be 301, 302, 303, 307 or 308");
        assertThat(response.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/ü", "/a\tb", " /a", "/a\u007f"})
    void locationIsVisibleAscii(String location) {
        assertThatThrownBy(() -> response.redirect(location))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("percent-encoded");
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void noContentIs204() {
        response.noContent();

        assertThat(response.status()).isEqualTo(204);
    }

    @Test
    void cookiesAreAddedOneByOne() {
        response.cookie(Cookie.of("a", "1")).cookie(Cookie.of("b", "2"));

        assertThat(headers.all(HeaderName.SET_COOKIE)).containsExactly("a=1", "b=2");
    }

    @Test
    void trailersAreTheFeaturesOrNotSupported() {
        assertThatThrownBy(response::trailers).isInstanceOf(UnsupportedOperationException.class);

        Headers trailers = new Headers();
        exchange.features.set(ResponseTrailersFeature.class, new ResponseTrailersFeature() {
            @Override
            public boolean isSupported() {
                return true;
            }

            @Override
            public Headers trailers() {
                return trailers;
            }
        });

        assertThat(response.trailers()).isSameAs(trailers);
    }

    @Test
    void earlyHintsAreLinks() throws Exception {
        List<String> sent = new ArrayList<>();
        InformationalFeature informational = (status, fields) -> sent.add(status + " " + fields);
        exchange.features.set(InformationalFeature.class, informational);

        response.earlyHints("</a.css>; rel=preload", "</b.js>; rel=preload");

        assertThat(sent).containsExactly("103 [Link: </a.css>; rel=preload, Link: </b.js>; rel=preload]");
    }

    @Test
    void earlyHintsAreLeftOutWhereTheServerHasNone() throws Exception {
        assertThat(response.earlyHints("</a.css>; rel=preload")).isSameAs(response);
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void callbacksGoToTheFeature() {
        ResponseFeature.Callback starting = () -> {};
        ResponseFeature.Callback completed = () -> {};

        response.onStarting(starting);
        response.onCompleted(completed);

        assertThat(exchange.response.onStarting).isSameAs(starting);
        assertThat(exchange.response.onCompleted).isSameAs(completed);
    }

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTM, text/html; charset=utf-8",
        "/var/www/a.css, text/css; charset=utf-8",
        "a.b.js, text/javascript; charset=utf-8",
        "a.json, application/json",
        "a.svg, image/svg+xml",
        "a.wasm, application/wasm",
        "a.tar.gz, application/gzip",
        "a.woff2, font/woff2",
        "a.unknown, application/octet-stream",
        "html, application/octet-stream",
        "a., application/octet-stream",
        "folder.html/other, application/octet-stream",
        "folder.html/README, text/plain; charset=utf-8",
        "Main.java, text/plain; charset=utf-8",
        "main.py, text/plain; charset=utf-8",
        "lib.rs, text/plain; charset=utf-8",
        "main.go, text/plain; charset=utf-8",
        "a.c, text/plain; charset=utf-8",
        "a.h, text/plain; charset=utf-8",
        "run.sh, text/plain; charset=utf-8",
        "Cargo.toml, text/plain; charset=utf-8",
        "a.yaml, text/plain; charset=utf-8",
        "a.ts, text/plain; charset=utf-8",
        "'', application/octet-stream"
    })
    void contentTypeOfAFileIsThatOfItsEnding(String name, String type) {
        assertThat(ContentTypes.ofFile(name)).isEqualTo(type);
    }

    private static final class ClosingStream extends ByteArrayInputStream {
        private boolean closed;

        ClosingStream(String content) {
            super(content.getBytes(UTF_8));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class ClosedOutput extends ByteArrayOutputStream {
        private boolean closed;

        @Override
        public void close() {
            closed = true;
        }
    }
}
