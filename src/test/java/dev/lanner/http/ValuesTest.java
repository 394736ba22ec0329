package dev.lanner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates, media types, methods and status codes. */
class ValuesTest {
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
            })
    void threeFormsOfADate(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo(EXAMPLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 32 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nox 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:49:37 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov +11994 08:49:37 GMT",
                "Sun Nov  6 08:49:37 +11994",
                "Sun Nov  6 08:49:37 11994",
                "Sun Nov  6 08:49:37 -1994",
                "1994-11-06T08:49:37Z",
                "Sun Nov 06 08:49:37 1994 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
            })
    void noDates(String text) {
        assertThat(HttpDate.parse(text)).isNull();
    }

    /** Written by hand, and by the JDK: each day of 400 years, at another time of the day. */
    @Test
    void datesAreWrittenAsTheJdkDoes() {
        DateTimeFormatter jdk = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
        LocalDateTime end = LocalDateTime.of(2101, 1, 1, 0, 0);
        for (LocalDateTime date = LocalDateTime.of(1700, 1, 1, 0, 0);
                date.isBefore(end);
                date = date.plusSeconds(86_461)) {
            assertThat(HttpDate.format(date.toInstant(ZoneOffset.UTC))).isEqualTo(jdk.format(date));
        }
    }

    @Test
    void yearsStopAtFourDigits() {
        assertThat(HttpDate.format(Instant.MAX)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(HttpDate.format(Instant.MIN)).isEqualTo("Sat, 01 Jan 0000 00:00:00 GMT");
    }

    @Test
    void datesAreWrittenInOneForm() {
        assertThat(HttpDate.format(EXAMPLE.plusNanos(999_999_999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.parse(null)).isNull();
    }

    @Test
    void yearOfTwoDigitsIsNeverMoreThanFiftyYearsAhead() {
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
        for (int ahead = -49; ahead < 50; ahead++) {
            LocalDateTime day = now.plusYears(ahead).withDayOfYear(40).withNano(0);
            String text = DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", java.util.Locale.ENGLISH)
                    .format(day);
            assertThat(HttpDate.parse(text)).as(text).isEqualTo(day.toInstant(ZoneOffset.UTC));
        }
    }

    @Test
    void mediaTypes() {
        MediaType type = MediaType.parse(" Text/HTML ;\tCharset=\"utf-8\" ; a=\"b\\\"c;d\";; a=second; ");

        assertThat(type.type()).isEqualTo("text");
        assertThat(type.subtype()).isEqualTo("html");
        assertThat(type.parameters()).containsExactly(Map.entry("charset", "utf-8"), Map.entry("a", "b\"c;d"));
        assertThat(type.is("text/html")).isTrue();
        assertThat(type.is("text/htm")).isFalse();
        assertThat(type.is("texthtml/")).isFalse();
        assertThat(type).hasToString("text/html; charset=utf-8; a=\"b\\\"c;d\"");
    }

    @Test
    void characterSets() {
        assertThat(MediaType.parse("a/b; charset=ISO-8859-1").charset(StandardCharsets.UTF_8))
                .isEqualTo(StandardCharsets.ISO_8859_1);
        assertThat(MediaType.parse("a/b").charset(StandardCharsets.US_ASCII)).isEqualTo(StandardCharsets.US_ASCII);
        assertThat(MediaType.parse("a/b; charset=x-none").charset(StandardCharsets.UTF_8))
                .isEqualTo(StandardCharsets.UTF_8);
        assertThat(MediaType.parse("a/b; charset=\"\"").charset(StandardCharsets.UTF_8))
                .isEqualTo(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/",
                "a/",
                "/b",
                "a/b/c",
                "a b/c",
                "a/b c",
                "a/b;c",
                "a/b;=d",
                "a/b;c=",
                "a/b;c=\"d",
                "a/b;c=\"d\\",
                "a/b;c=d e",
                "a/b;c=\"d\"e",
                "a/b, c/d",
                "a/b;c d=e",
                "\u00e4/b",
            })
    void noMediaTypes(String text) {
        assertThat(MediaType.parse(text)).isNull();
    }

    @Test
    void parametersAreBounded() {
        assertThat(MediaType.parse("a/b" + ";p=q".repeat(10_000))).isNotNull();
        StringBuilder many = new StringBuilder("a/b");
        for (int i = 0; i < 1_000; i++) {
            many.append(";p").append(i).append("=q");
        }
        assertThat(MediaType.parse(many.toString())).isNull();
        assertThat(MediaType.parse(null)).isNull();
    }

    @Test
    void methods() throws IllegalAccessException {
        for (Field field : HttpMethod.class.getFields()) {
            HttpMethod method = (HttpMethod) field.get(null);
            assertThat(HttpMethod.of(field.getName())).isSameAs(method);
            assertThat(method).hasToString(field.getName());
        }
        assertThat(HttpMethod.of("get")).isNotEqualTo(HttpMethod.GET);
        assertThat(HttpMethod.GET.isSafe() && HttpMethod.HEAD.isSafe() && HttpMethod.OPTIONS.isSafe())
                .isTrue();
        assertThat(HttpMethod.PUT.isSafe()
                        || HttpMethod.POST.isSafe()
                        || HttpMethod.of("BREW").isSafe())
                .isFalse();
        assertThat(HttpMethod.PUT.isIdempotent() && HttpMethod.DELETE.isIdempotent())
                .isTrue();
        assertThat(HttpMethod.POST.isIdempotent() || HttpMethod.PATCH.isIdempotent())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G T", "GET\r", "GET:", "\u00c9"})
    void noMethods(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HttpMethod.of(text));
    }

    @Test
    void everyStatusConstantHasItsPhrase() throws IllegalAccessException {
        for (Field field : HttpStatus.class.getFields()) {
            String phrase = HttpStatus.reason(field.getInt(null));
            assertThat(phrase.toUpperCase(java.util.Locale.ROOT)
                            .replace(' ', '_')
                            .replace('-', '_'))
                    .isEqualTo(field.getName());
        }
        assertThat(HttpStatus.reason(299)).isEmpty();
        assertThat(HttpStatus.reason(-1)).isEmpty();
    }
}
