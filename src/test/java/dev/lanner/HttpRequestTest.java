package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.MediaType;
import dev.lanner.server.BadRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler can ask of a request. */
class HttpRequestTest {
    @Test
    void headIsTheFeatures() {
        HttpRequest request = TestExchange.of("PATCH", "/a/b?c=d")
                .header("X-One", "1")
                .context
                .request();

        assertThat(request.method()).isEqualTo(HttpMethod.PATCH);
        assertThat(request.scheme()).isEqualTo("http");
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
        assertThat(request.target().raw()).isEqualTo("/a/b?c=d");
        assertThat(request.pathBase()).isEmpty();
        assertThat(request.path()).isEqualTo("/a/b");
        assertThat(request.queryString()).isEqualTo("c=d");
        assertThat(request.headers().size()).isEqualTo(1);
        assertThat(request.header("x-one")).isEqualTo("1");
        assertThat(request.header("x-two")).isNull();
        assertThat(request.header(HeaderName.HOST)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"example.org:8080, example.org", "EXAMPLE.org, example.org", "[::1]:80, [::1]", "'', ''", "a b, ''"})
    void hostIsTheAuthorityWithoutPort(String authority, String host) {
        HttpRequest request =
                TestExchange.get("/").header("Host", authority).context.request();

        assertThat(request.authority()).isEqualTo(authority);
        assertThat(request.host()).isEqualTo(host);
    }

    /** Names and values as {@code name=value} with {@code |} between them. */
    @ParameterizedTest
    @CsvSource(
            value = {
                "a=1 ; a=1",
                "a=1&b=2&a=3 ; a=1|b=2|a=3",
                "a ; a=",
                "a= ; a=",
                "=1 ; =1",
                "a=b=c ; a=b=c",
                "&&a=1&& ; a=1",
                "a+b=c+d ; a b=c d",
                "a%20b=%2B%26%3D ; a b=+&=",
                "gr%C3%BC%c3%9fe=%e2%82%ac ; grüße=€",
                "a=100% ; a=100%",
                "a=%4 ; a=%4",
                "a=%zz%41 ; a=%zzA",
                "a=%ff ; a=\uFFFD",
                "%=%25 ; %=%",
            },
            delimiter = ';')
    void queryIsReadAsTheUrlStandardReadsForms(String query, String expected) throws Exception {
        Parameters parameters = TestExchange.get("/?" + query).context.request().query();

        List<String> read = new ArrayList<>();
        parameters.forEach((name, value) -> read.add(name + "=" + value));
        assertThat(String.join("|", read)).isEqualTo(expected);
    }

    @Test
    void absentAndEmptyQueriesHaveNoParameters() throws Exception {
        assertThat(TestExchange.get("/").context.request().query().isEmpty()).isTrue();
        assertThat(TestExchange.get("/?").context.request().query().isEmpty()).isTrue();
        assertThat(TestExchange.get("/").context.request().queryString()).isNull();
        assertThat(TestExchange.get("/?").context.request().queryString()).isEmpty();
    }

    @Test
    void queryGivesTheFirstValueOfAName() throws Exception {
        HttpRequest request = TestExchange.get("/?a=1&a=2").context.request();

        assertThat(request.query("a")).isEqualTo("1");
        assertThat(request.query("b")).isNull();
        assertThat(request.query()).isSameAs(request.query());
    }

    @Test
    void queryOfMoreThanAThousandParametersIsRefused() throws Exception {
        assertThat(TestExchange.get("/?" + many(1_000, "&"))
                        .context
                        .request()
                        .query()
                        .size())
                .isEqualTo(1_000);
        assertBroken(
                () -> TestExchange.get("/?" + many(1_001, "&"))
                        .context
                        .request()
                        .query(),
                ApplicationRule.QUERY_TOO_MANY_PARAMETERS,
                400);
    }

    /** Lines are parted by {@code /}; names and values as above. */
    @ParameterizedTest
    @CsvSource(
            value = {
                "a=1 -> a=1",
                "a=1; b=2 -> a=1|b=2",
                "a=1;b=2 -> a=1|b=2",
                "a=1; a=2 -> a=1|a=2",
                "a=1 / b=2 -> a=1|b=2",
                " a = 1 ; b=2; -> a=1|b=2",
                "a= -> a=",
                "a=b=c -> a=b=c",
                "a=\"q\" -> a=\"q\"",
                "a=%20+ -> a=%20+",
                "%61=1 -> %61=1",
                "$Version=1; a=1 -> $Version=1|a=1",
                "novalue; a=1 -> a=1",
                "=1; a=1 -> a=1",
                "; ; a=1 -> a=1",
                "a=1; b -> a=1",
            },
            delimiterString = "->",
            quoteCharacter = '`')
    void cookiesAreReadAsTheyWereWritten(String lines, String expected) throws Exception {
        TestExchange exchange = TestExchange.get("/");
        for (String line : lines.split("/")) {
            exchange.header("Cookie", line);
        }

        List<String> read = new ArrayList<>();
        exchange.context.request().cookies().forEach((name, value) -> read.add(name + "=" + value));
        assertThat(String.join("|", read)).isEqualTo(expected);
    }

    @Test
    void cookieGivesTheFirstOfAName() throws Exception {
        HttpRequest request =
                TestExchange.get("/").header("Cookie", "a=1; A=2; a=3").context.request();

        assertThat(request.cookie("a")).isEqualTo("1");
        assertThat(request.cookie("A")).isEqualTo("2");
        assertThat(request.cookie("b")).isNull();
        assertThat(request.cookies()).isSameAs(request.cookies());
        assertThat(TestExchange.get("/").context.request().cookies()).isSameAs(Parameters.EMPTY);
    }

    @Test
    void moreThanTwoHundredCookiesAreRefused() throws Exception {
        HttpRequest request =
                TestExchange.get("/").header("Cookie", many(200, "; ")).context.request();
        assertThat(request.cookies().size()).isEqualTo(200);

        assertBroken(
                () -> TestExchange.get("/")
                        .header("Cookie", many(200, ";"))
                        .header("Cookie", "x=1")
                        .context
                        .request()
                        .cookies(),
                ApplicationRule.COOKIES_TOO_MANY,
                400);
    }

    @Test
    void contentTypeIsParsed() {
        HttpRequest request = TestExchange.get("/")
                .header("Content-Type", "Text/HTML;charset=utf-8")
                .context
                .request();

        assertThat(request.contentType().is("text/html")).isTrue();
        assertThat(TestExchange.get("/").context.request().contentType()).isNull();
        assertThat(TestExchange.get("/")
                        .header("Content-Type", "html")
                        .context
                        .request()
                        .contentType())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42, 42",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -1",
        "-1, -1",
        "+1, -1",
        "'1, 1', -1",
        "'', -1",
        "x, -1"
    })
    void contentLengthIsANumberOrMinusOne(String declared, long expected) {
        assertThat(TestExchange.get("/")
                        .header("Content-Length", declared)
                        .context
                        .request()
                        .contentLength())
                .isEqualTo(expected);
        assertThat(TestExchange.get("/").context.request().contentLength()).isEqualTo(-1);
    }

    @Test
    void bodyWithoutAFeatureIsEmpty() throws Exception {
        HttpRequest request = TestExchange.get("/").context.request();

        assertThat(request.body()).isSameAs(request.body());
        assertThat(request.body().read()).isEqualTo(-1);
        assertThat(request.bytes()).isEmpty();
        assertThat(request.text()).isEmpty();
    }

    @Test
    void bytesReadsWhatIsLeft() throws Exception {
        HttpRequest request =
                TestExchange.get("/").content(new byte[] {1, 2, 3}).context.request();

        assertThat(request.body().read()).isEqualTo(1);
        assertThat(request.bytes()).containsExactly(2, 3);
        assertThat(request.bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=iso-8859-1, ISO-8859-1",
        "text/plain; charset=UTF-16BE, UTF-16BE",
        "text/plain; charset=no-such-set, UTF-8",
        "text/plain, UTF-8",
        "nonsense, UTF-8",
    })
    void textIsInTheCharsetOfTheContentType(String type, Charset charset) throws Exception {
        TestExchange exchange =
                TestExchange.get("/").header("Content-Type", type).content("grün".getBytes(charset));

        assertThat(exchange.context.request().text()).isEqualTo("grün");
    }

    @Test
    void formIsReadOnce() throws Exception {
        HttpRequest request = TestExchange.form("a=1&b=%C3%BC+x&a=2").context.request();

        assertThat(request.form().all("a")).containsExactly("1", "2");
        assertThat(request.form().first("b")).isEqualTo("ü x");
        assertThat(request.form()).isSameAs(request.form());
        assertThat(TestExchange.form("").context.request().form().size()).isZero();
    }

    @Test
    void formMayHaveBytesThatAreNotEscaped() throws Exception {
        assertThat(TestExchange.form("grün=1").context.request().form().first("grün"))
                .isEqualTo("1");
    }

    @Test
    void formTypeMayHaveParametersAndCapitals() throws Exception {
        TestExchange exchange = TestExchange.of("POST", "/")
                .header("Content-Type", "Application/X-WWW-Form-URLEncoded; charset=UTF-8")
                .content("a=1".getBytes(StandardCharsets.UTF_8));

        assertThat(exchange.context.request().form().first("a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "multipart/form-data; boundary=x", "nonsense"})
    void formOfAnotherTypeIsRefused(String type) {
        TestExchange exchange = TestExchange.of("POST", "/");
        if (!type.isEmpty()) {
            exchange.header("Content-Type", type);
        }

        assertBroken(() -> exchange.context.request().form(), ApplicationRule.FORM_OF_ANOTHER_TYPE, 415);
    }

    @Test
    void formOfMoreThanAThousandFieldsIsRefused() throws Exception {
        assertThat(TestExchange.form(many(1_000, "&")).context.request().form().size())
                .isEqualTo(1_000);
        assertBroken(
                () -> TestExchange.form(many(1_001, "&")).context.request().form(),
                ApplicationRule.FORM_TOO_MANY_FIELDS,
                413);
    }

    @Test
    void formOfMoreThanFourMebibytesIsRefused() throws Exception {
        String longest = "a=" + "x".repeat(4_194_302);
        assertThat(TestExchange.form(longest).context.request().form().first("a"))
                .hasSize(4_194_302);
        assertBroken(
                () -> TestExchange.form(longest + "x").context.request().form(), ApplicationRule.FORM_TOO_LONG, 413);
    }

    @Test
    void trailersAreTheFeaturesOrNotSupported() {
        TestExchange exchange = TestExchange.get("/");
        assertThatThrownBy(() -> exchange.context.request().trailers())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("RequestTrailersFeature");

        Headers trailers = new Headers().add("Checksum", "1");
        exchange.features.set(RequestTrailersFeature.class, new RequestTrailersFeature() {
            @Override
            public boolean isAvailable() {
                return true;
            }

            @Override
            public Headers trailers() {
                return trailers;
            }
        });

        assertThat(exchange.context.request().trailers()).isSameAs(trailers);
    }

    @Test
    void parameterIsNullWithoutARoute() {
        assertThat(TestExchange.get("/").context.request().parameter("id")).isNull();
    }

    @Test
    void aMediaTypeThatIsReadIsTheOneThatWasSent() {
        HttpRequest request =
                TestExchange.get("/").header("Content-Type", "a/b; c=d").context.request();

        assertThat(request.contentType()).isEqualTo(MediaType.parse("a/b;c=d"));
    }

    private static String many(int count, String between) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i + "=1").collect(Collectors.joining(between));
    }

    private static void assertBroken(ThrowingCallable call, ApplicationRule rule, int status) {
        assertThatThrownBy(call)
                .asInstanceOf(type(BadRequestException.class))
                .satisfies(
                        bad -> assertThat(bad.rule()).isSameAs(rule),
                        bad -> assertThat(bad.status()).isEqualTo(status));
    }

    /** Whoever puts another stream in the place of the content need not think of channels. */
    @Test
    void contentOfAnyStreamGoesToAChannel() throws Exception {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        TestExchange.of("POST", "/")
                .header("Content-Length", "10")
                .content(content)
                .run(context -> {
                    assertThat(context.request().transferTo(Channels.newChannel(target)))
                            .isEqualTo(100_000);
                    assertThat(context.request().transferTo(Channels.newChannel(target)))
                            .isZero();
                });
        assertThat(target.toByteArray()).isEqualTo(content);
    }

    @Test
    void whereThereIsNoContentNothingGoesToAChannel() throws Exception {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        TestExchange.get("/")
                .run(context -> assertThat(context.request().transferTo(Channels.newChannel(target)))
                        .isZero());
        assertThat(target.size()).isZero();
    }

    @Test
    void channelOfAStreamIsOne() throws Exception {
        TestExchange.of("POST", "/")
                .content("abcdef".getBytes(StandardCharsets.US_ASCII))
                .run(context -> {
                    ReadableByteChannel channel =
                            context.features().require(RequestBodyFeature.class).channel();
                    ByteBuffer direct = ByteBuffer.allocateDirect(4);
                    assertThat(channel.read(direct)).isEqualTo(4);
                    assertThat(direct.flip().get(3)).isEqualTo((byte) 'd');
                    ByteBuffer inTheMiddle = ByteBuffer.allocate(10).slice(3, 5).position(1);
                    assertThat(channel.read(inTheMiddle)).isEqualTo(2);
                    assertThat(inTheMiddle.position()).isEqualTo(3);
                    assertThat(inTheMiddle.array()[5]).isEqualTo((byte) 'f');
                    ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
                    assertThatThrownBy(() -> channel.read(readOnly)).isInstanceOf(IllegalArgumentException.class);
                    assertThat(channel.read(direct.clear())).isEqualTo(-1);
                    assertThat(channel.isOpen()).isTrue();
                    channel.close();
                    assertThat(channel.isOpen()).isFalse();
                    assertThatThrownBy(() -> channel.read(direct)).isInstanceOf(ClosedChannelException.class);
                });
    }

    @Test
    void channelsThatDoNotBlockAreRefused() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            sink.configureBlocking(false);
            TestExchange exchange = TestExchange.of("POST", "/").content(new byte[1]);
            assertThatThrownBy(() -> exchange.context.request().transferTo(sink))
                    .isInstanceOf(IllegalBlockingModeException.class);
            sink.configureBlocking(true);
            assertThat(exchange.context.request().transferTo(sink)).isEqualTo(1);
            assertThat(source.read(ByteBuffer.allocate(2))).isEqualTo(1);
        }
    }
}
