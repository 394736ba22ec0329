package dev.lanner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and sections of fields (RFC 9110 §5). */
class FieldsTest {
    private static List<HeaderName> known() {
        return Stream.of(HeaderName.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == HeaderName.class)
                .map(field -> {
                    try {
                        return (HeaderName) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void eachKnownNameIsFoundHoweverItIsWritten() {
        for (HeaderName name : known()) {
            String text = name.toString();
            assertThat(HeaderName.of(text)).isSameAs(name);
            assertThat(HeaderName.of(text.toUpperCase(Locale.ROOT))).isSameAs(name);
            assertThat(HeaderName.of(name.lowerCase())).isSameAs(name);
            byte[] padded = ("xx" + text + "yy").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(HeaderName.of(padded, 2, text.length())).isSameAs(name);
        }
    }

    @Test
    void knownNamesAreUniqueAndAreAllThereAre() {
        assertThat(known()).hasSize(HeaderName.knownCount());
        assertThat(known().stream().map(HeaderName::lowerCase)).doesNotHaveDuplicates();
        assertThat(known().stream().map(HeaderName::index).sorted())
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(HeaderName.knownCount())
                        .toList());
    }

    @Test
    void constantsAreCalledWhatTheySpell() throws ReflectiveOperationException {
        for (HeaderName name : known()) {
            String constant = name.toString().toUpperCase(Locale.ROOT).replace('-', '_');
            assertThat(HeaderName.class.getField(constant).get(null)).isSameAs(name);
        }
    }

    @Test
    void almostKnownNamesAreOthers() {
        for (HeaderName name : known()) {
            String text = name.toString();
            for (int i = 0; i < text.length(); i++) {
                String other = text.substring(0, i) + "~" + text.substring(i + 1);
                assertThat(HeaderName.of(other).index()).as(other).isNegative();
            }
            assertThat(HeaderName.of(text + "x").index()).isNegative();
        }
    }

    @Test
    void onlyLettersHaveTwoCases() {
        assertThat(HeaderName.of("X^").equals(HeaderName.of("X~"))).isFalse();
        assertThat(HeaderName.of("TE").index()).isNotNegative();
        assertThat(HeaderName.of("X-One")).isEqualTo(HeaderName.of("x-oNE")).hasSameHashCodeAs(HeaderName.of("x-oNE"));
        assertThat(HeaderName.of("X-One")).isNotEqualTo(HeaderName.of("X-Two"));
        assertThat(HeaderName.of("x-oNE")).hasToString("x-oNE");
        assertThat(HeaderName.of("x-oNE").lowerCase()).isEqualTo("x-one");
    }

    @Test
    void bytesOfAName() {
        byte[] target = new byte[8];
        assertThat(HeaderName.HOST.length()).isEqualTo(4);
        assertThat(HeaderName.HOST.copyTo(target, 2)).isEqualTo(6);
        assertThat(target).containsExactly(0, 0, 'H', 'o', 's', 't', 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "\u00e4", "a\0", "\u4f60", "a\u0148", "(a)"})
    void noNames(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderName.of(text));
    }

    @Test
    void linesStayInTheirOrder() {
        Headers headers = new Headers().add("B", "1").add("A", "2").add("b", "3");

        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers.all(HeaderName.of("b"))).containsExactly("1", "3");
        assertThat(headers.first("B")).isEqualTo("1");
        assertThat(headers.joined(HeaderName.of("B"))).isEqualTo("1, 3");
        assertThat(headers.count(HeaderName.of("B"))).isEqualTo(2);
        assertThat(headers.name(1)).hasToString("A");
        assertThat(headers.value(2)).isEqualTo("3");
        List<String> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(name + "=" + value));
        assertThat(lines).containsExactly("B=1", "A=2", "b=3");
    }

    @Test
    void nothing() {
        Headers headers = new Headers();

        assertThat(headers.isEmpty()).isTrue();
        assertThat(headers.first("A")).isNull();
        assertThat(headers.joined(HeaderName.HOST)).isNull();
        assertThat(headers.all(HeaderName.HOST)).isEmpty();
        assertThat(headers.contains(HeaderName.HOST)).isFalse();
        assertThat(headers.remove(HeaderName.HOST)).isFalse();
        assertThatThrownBy(() -> headers.name(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void setReplacesAllInThePlaceOfTheFirst() {
        Headers headers =
                new Headers().add("A", "1").add("B", "2").add("A", "3").add("C", "4");
        headers.set("a", "5");
        assertThat(headers).hasToString("[A: 5, B: 2, C: 4]");
        headers.set("D", "6");
        assertThat(headers).hasToString("[A: 5, B: 2, C: 4, D: 6]");
    }

    @Test
    void removeAndClear() {
        Headers headers = new Headers().add("A", "1").add("B", "2").add("A", "3");
        assertThat(headers.remove(HeaderName.of("a"))).isTrue();
        assertThat(headers).hasToString("[B: 2]");
        headers.clear();
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void moreLinesThanAtFirst() {
        Headers headers = new Headers();
        for (int i = 0; i < 100; i++) {
            headers.add("X-" + i, "" + i);
        }
        assertThat(headers.size()).isEqualTo(100);
        assertThat(headers.first("x-99")).isEqualTo("99");
    }

    @Test
    void tokensOfAList() {
        Headers headers =
                new Headers().add("Connection", " keep-alive ,\tUpgrade,,").add("Connection", "x");

        assertThat(headers.hasToken(HeaderName.CONNECTION, "upgrade")).isTrue();
        assertThat(headers.hasToken(HeaderName.CONNECTION, "Keep-Alive")).isTrue();
        assertThat(headers.hasToken(HeaderName.CONNECTION, "X")).isTrue();
        assertThat(headers.hasToken(HeaderName.CONNECTION, "keep")).isFalse();
        assertThat(headers.hasToken(HeaderName.CONNECTION, "alive")).isFalse();
        assertThat(headers.hasToken(HeaderName.HOST, "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\0b", "a\u0001", "\u007f", "\u0100", "\u4f60"})
    void valuesThatSplitOrCanNotBeWritten(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Headers().add("X", value));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Headers().add("X", "1").set("X", value));
        for (int time = 0; time < 2; time++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Headers().add(HeaderName.CONTENT_TYPE, "text/" + value));
        }
    }

    /** Types that were checked before are found by their hash, which these have in common. */
    @Test
    void typesThatWereCheckedAreNotTakenForOthers() {
        for (String type :
                new String[] {"text/Aa", "text/BB", "text/BB", "text/Aa", " text/Aa ", "text/" + "a".repeat(200)}) {
            assertThat(new Headers().add(HeaderName.CONTENT_TYPE, type).first(HeaderName.CONTENT_TYPE))
                    .isEqualTo(type.strip());
        }
    }

    @Test
    void valuesAreTrimmedAndMayHaveTabsAndLatin1() {
        Headers headers = new Headers().add("X", " \ta\tb\u00e4 ").add("Y", "");
        assertThat(headers.first("X")).isEqualTo("a\tb\u00e4");
        assertThat(headers.first("Y")).isEmpty();
    }

    @Test
    void lockedSectionsDoNotChange() {
        Headers headers = new Headers().add("A", "1");
        headers.lock();

        assertThat(headers.isLocked()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> headers.add("A", "1"));
        assertThatIllegalStateException().isThrownBy(() -> headers.set("A", "1"));
        assertThatIllegalStateException().isThrownBy(() -> headers.remove(HeaderName.HOST));
        assertThatIllegalStateException().isThrownBy(headers::clear);
        Headers copy = headers.copy().add("B", "2");
        assertThat(copy).hasToString("[A: 1, B: 2]");
        assertThat(headers).hasToString("[A: 1]");
    }

    @Test
    void secretsAreNotPrinted() {
        Headers headers = new Headers()
                .add("Authorization", "s1")
                .add("Cookie", "s2")
                .add("Set-Cookie", "s3")
                .add("Proxy-Authorization", "s4")
                .add("X", "\u00e4");
        assertThat(headers.toString()).doesNotContain("s1", "s2", "s3", "s4").contains("X: \\u00e4");
    }

    @Test
    void whatIsASecretIsUpToTheApplicationToo() {
        Headers headers =
                new Headers().markSecret("x-api-key").add("X-Api-Key", "s1").add("X", "1");
        assertThat(headers).hasToString("[X-Api-Key: ***, X: 1]");
        assertThat(headers.isSecret(HeaderName.of("X-API-KEY"))).isTrue();
        assertThat(headers.isSecret(HeaderName.of("X"))).isFalse();
        assertThat(headers.isSecret(HeaderName.AUTHORIZATION)).isTrue();

        Headers copy = headers.copy().markSecret("X");
        assertThat(copy).hasToString("[X-Api-Key: ***, X: ***]");
        assertThat(headers.isSecret(HeaderName.of("X"))).isFalse();

        copy.clear();
        assertThat(copy.isSecret(HeaderName.of("x-api-key"))).isFalse();
        headers.lock();
        assertThatIllegalStateException().isThrownBy(() -> headers.markSecret("X"));
    }
}
