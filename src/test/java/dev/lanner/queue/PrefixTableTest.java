package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.queue.PrefixTable.Found;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which prefix a request belongs to. */
class PrefixTableTest {
    /** From the strongest to the weakest for http://a.example/shop/cart/1, among them some that do not fit. */
    private static final List<String> RANKS = List.of(
            "http://+:80/shop/cart/",
            "http://+:80/shop/",
            "http://+:80/",
            "http://a.example:80/shop/cart/1/",
            "http://a.example:80/shop/cart/",
            "http://a.example:80/shop/",
            "http://a.example:80/",
            "http://*:80/shop/cart/1/",
            "http://*:80/shop/",
            "http://*:80/");

    private static final List<String> OTHERS = List.of(
            "https://+:80/shop/cart/",
            "http://+:81/shop/cart/",
            "http://b.example:80/shop/cart/1/",
            "http://+:80/shop/car/",
            "http://+:80/shop/cart/1/2/",
            "http://+:80/cart/");

    private static PrefixTable<String> table(List<String> prefixes) {
        PrefixTable<String> table = new PrefixTable<>();
        prefixes.forEach(prefix -> table.add(List.of(UrlPrefix.parse(prefix)), prefix));
        return table;
    }

    private static String found(PrefixTable<String> table, String host, String path) {
        Found<String> found = table.find("http", 80, host, path);
        return found == null ? null : found.owner();
    }

    /** Each pair, each beside all that do not fit, in both orders of adding. */
    @TestFactory
    Stream<DynamicTest> precedenceMatrix() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int strong = 0; strong < RANKS.size(); strong++) {
            for (int weak = strong + 1; weak < RANKS.size(); weak++) {
                String winner = RANKS.get(strong);
                String loser = RANKS.get(weak);
                tests.add(DynamicTest.dynamicTest(winner + " before " + loser, () -> {
                    List<String> prefixes = new ArrayList<>(OTHERS);
                    prefixes.add(winner);
                    prefixes.add(loser);
                    for (int i = 0; i < 2; i++) {
                        assertThat(found(table(prefixes), "a.example", "/shop/cart/1"))
                                .isEqualTo(winner);
                        Collections.reverse(prefixes);
                    }
                }));
            }
        }
        return tests.stream();
    }

    @Test
    void othersDoNotFitAtAll() {
        assertThat(found(table(OTHERS), "a.example", "/shop/cart/1")).isNull();
    }

    @Test
    void whatIsRemovedUncoversTheNext() {
        List<String> shuffled = new ArrayList<>(RANKS);
        Collections.shuffle(shuffled, new Random(7));
        PrefixTable<String> table = table(shuffled);
        for (String prefix : RANKS) {
            assertThat(found(table, "a.example", "/shop/cart/1")).isEqualTo(prefix);
            table.remove(prefix);
        }
        assertThat(found(table, "a.example", "/shop/cart/1")).isNull();
        assertThat(table.isUsed(80)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/shop, 5",
        "/shop/, 5",
        "/Shop/Cart, 5",
        "/SHOP, 5",
        "/shopping, ",
        "/sho, ",
        "/, ",
        "*, ",
        "'', ",
        "/a/shop/, ",
    })
    void pathsAreComparedByWholeSegmentsAndWithoutCase(String path, Integer base) {
        Found<String> found = table(List.of("http://+:80/shop/")).find("http", 80, "a", path);
        assertThat(found == null ? null : found.base()).isEqualTo(base);
    }

    @ParameterizedTest
    @CsvSource({"/", "*", "''", "/a/b"})
    void rootHasEverything(String path) {
        assertThat(table(List.of("http://*:80/")).find("http", 80, "", path).base())
                .isZero();
    }

    @Test
    void takenPrefixIsRefusedWithAllThatCameWithIt() {
        PrefixTable<String> table = table(List.of("http://+:80/shop/"));
        assertThatThrownBy(() -> table.add(
                        List.of(UrlPrefix.parse("http://+:80/new/"), UrlPrefix.parse("http://+:80/SHOP/")), "other"))
                .hasMessage("the prefix http://+:80/SHOP/ is taken already, by http://+:80/shop/");
        assertThat(found(table, "a", "/new/")).isNull();
        assertThatThrownBy(() ->
                        table.add(List.of(UrlPrefix.parse("http://a:80/x"), UrlPrefix.parse("http://a:80/X")), "other"))
                .hasMessageEndingWith("by itself");
    }

    @Test
    void replacedPrefixesAreTheNextOwnersAllOrNone() {
        PrefixTable<String> table = table(List.of("http://+:80/shop/", "http://+:80/cart/"));
        List<UrlPrefix> two = List.of(UrlPrefix.parse("http://+:80/Shop/"), UrlPrefix.parse("http://+:80/new/"));
        table.replace("http://+:80/shop/", two, "next");
        assertThat(found(table, "a", "/shop/")).isEqualTo("next");
        assertThat(found(table, "a", "/new/")).isEqualTo("next");

        List<UrlPrefix> taken = List.of(UrlPrefix.parse("http://+:80/shop/"), UrlPrefix.parse("http://+:80/cart/"));
        assertThatThrownBy(() -> table.replace("next", taken, "late"))
                .hasMessage("the prefix http://+:80/cart/ is taken already, by http://+:80/cart/");
        assertThat(found(table, "a", "/shop/")).isEqualTo("next");
        assertThat(found(table, "a", "/new/")).isEqualTo("next");
    }

    /** The look-up is over where the longest prefix is. */
    @Test
    void pathsOfThousandsOfSegments() {
        PrefixTable<String> table = table(List.of("http://+:80/a/a/"));
        assertThat(table.find("http", 80, "a", "/a".repeat(100_000)).base()).isEqualTo(4);
    }
}
