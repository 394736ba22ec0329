package dev.lanner.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.fuzz.Fuzz;
import dev.lanner.fuzz.Mutator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    private static final String EVERYTHING = """
            // a comment
            {
              "text": "a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00é", /* and
              another */ "number": -12.50e+3,
              "truth": [true, false, null,],
              "empty": {}, "none": [],
            } // the end""";

    private static JsonValue.Struct parse(String text) throws JsonException {
        return Json.parse("f.json", text);
    }

    @Test
    void everythingThatThereIs() throws Exception {
        JsonValue.Struct all = parse(EVERYTHING);

        assertThat(all.text("text")).isEqualTo("a\"\\/\b\f\n\r\té😀é");
        assertThat(all.get("number")).isEqualTo(new JsonValue.Numeral(new Position("f.json", 4, 24), "-12.50e+3"));
        assertThat(((JsonValue.Array) all.get("truth")).elements())
                .extracting(JsonValue::kind)
                .containsExactly("true", "false", "null");
        assertThat(all.struct("empty").members()).isEmpty();
        assertThat(all.texts("none")).isEmpty();
        assertThat(all.get("missing")).isNull();
    }

    @Test
    void byteOrderMarkAndOtherLineEnds() throws Exception {
        JsonValue.Struct read = parse("\ufeff{\r\n\"a\":1,\r\"b\":2,\n\"c\":3}");

        assertThat(read.position()).hasToString("f.json:1:1");
        assertThat(read.get("a").position()).hasToString("f.json:2:5");
        assertThat(read.get("b").position()).hasToString("f.json:3:5");
        assertThat(read.get("c").position()).hasToString("f.json:4:5");
    }

    @Test
    void columnsAreCharacters() throws Exception {
        assertThat(parse("{\"😀\": 1}").get("😀").position().column()).isEqualTo(7);
    }

    @TestFactory
    Stream<DynamicTest> everyMistakeIsOneSentenceWithItsPlace() {
        Map<String, String> mistakes = new TreeMap<>(Map.ofEntries(
                Map.entry("", "1:1: the file is empty; it must have {}"),
                Map.entry("// only this", "1:13: the file is empty; it must have {}"),
                Map.entry("[1]", "1:1: the file must begin with {"),
                Map.entry("{} x", "1:4: there is x behind the closing }"),
                Map.entry("{} \u0001", "1:4: there is the character U+0001 behind the closing }"),
                Map.entry("{", "1:2: a name in \" is missing before the end of the file"),
                Map.entry("{,}", "1:2: a name in \" is missing before ,"),
                Map.entry("{a: 1}", "1:2: a name stands in \""),
                Map.entry("{'a': 1}", "1:2: a name stands in \""),
                Map.entry("{\"a\" 1}", "1:6: behind \"a\" there is 1 in the place of a colon"),
                Map.entry("{\"a\"}", "1:5: behind \"a\" there is } in the place of a colon"),
                Map.entry("{\"a\":}", "1:6: a value is missing before }"),
                Map.entry("{\"a\":", "1:6: a value is missing before the end of the file"),
                Map.entry("{\"a\":\uffff}", "1:6: a value is missing before \uffff"),
                Map.entry("{\"a\": 'b'}", "1:7: texts stand in \" and not in '"),
                Map.entry("{\"a\": b}", "1:7: b is not a value; texts stand in \""),
                Map.entry("{\"a\": True}", "1:7: True is not a value; did you mean true?"),
                Map.entry("{\"a\": [1,,]}", "1:10: a value is missing before ,"),
                Map.entry("{\"a\": [1 2]}", "1:10: a comma or ] is missing before 2"),
                Map.entry("{\"a\": 1\n \"b\": 2}", "2:2: a comma or } is missing before \""),
                Map.entry("{\n\"a\": [1", "2:6: this has no closing ]"),
                Map.entry("{\n\"a\": [1,", "2:6: this has no closing ]"),
                Map.entry("\n {\"a\": 1", "2:2: this has no closing }"),
                Map.entry("{\"a\": 01}", "1:7: 01 is not a number as JSON has them"),
                Map.entry("{\"a\": +1}", "1:7: +1 is not a number as JSON has them"),
                Map.entry("{\"a\": .5}", "1:7: .5 is not a number as JSON has them"),
                Map.entry("{\"a\": 1.}", "1:7: 1. is not a number as JSON has them"),
                Map.entry("{\"a\": 1e}", "1:7: 1e is not a number as JSON has them"),
                Map.entry("{\"a\": 10_000}", "1:7: 10_000 is not a number as JSON has them"),
                Map.entry("{\"a\": 5s}", "1:7: 5s is not a number as JSON has them"),
                Map.entry("{\"a\": -}", "1:7: - is not a number as JSON has them"),
                Map.entry("{\"a\": \"b", "1:7: this text has no closing \" on its line"),
                Map.entry("{\"a\": \"b\n\"}", "1:7: this text has no closing \" on its line"),
                Map.entry("{\"a\": \"\t\"}", "1:8: a text can't have the character U+0009 in it; write \\t"),
                Map.entry("{\"a\": \"\0\"}", "1:8: a text can't have the character U+0000 in it"),
                Map.entry(
                        "{\"a\": \"C:\\data\"}",
                        "1:10: this is not an escape that JSON has; a backslash itself is \\\\"),
                Map.entry("{\"a\": \"\\", "1:8: this is not an escape that JSON has; a backslash itself is \\\\"),
                Map.entry("{\"a\": \"\\u12g4\"}", "1:8: behind \\u there must be four hexadecimal digits"),
                Map.entry("{\"a\": \"\\u1", "1:8: behind \\u there must be four hexadecimal digits"),
                Map.entry("{\"a\": \"\\ud800\"}", "1:7: this text has half of a character (a lone surrogate)"),
                Map.entry("{\n/ \"a\": 1}", "2:1: there is a single /; comments begin with // or /*"),
                Map.entry("{\n /* \n ", "2:2: this comment has no end */"),
                Map.entry("{\n/*/", "2:1: this comment has no end */"),
                Map.entry("{\"a\": 1,\n\n\"b\": 2, \"a\": 3}", "3:9: \"a\" is here twice; the first one is in line 1"),
                Map.entry("{\"a\": " + "[".repeat(64), "1:" + (6 + 64) + ": this is more than 64 levels deep")));
        return mistakes.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getValue(),
                        () -> assertThatExceptionOfType(JsonException.class)
                                .isThrownBy(() -> parse(entry.getKey()))
                                .withMessage("f.json:" + entry.getValue())));
    }

    @Test
    void deepestThatIsRead() throws Exception {
        assertThat(parse("{\"a\": " + "[".repeat(63) + "]".repeat(63) + "}").members())
                .hasSize(1);
    }

    @Test
    void valuesTellWhatIsWrongWithThem() throws Exception {
        JsonValue.Struct read = parse("{\n \"port\": \"x\", \"n\": 1.5, \"big\": 70000, \"t\": 1, \"l\": [\"a\", 2]}");

        assertMistake(
                () -> read.allowOnly(List.of("prot", "n", "big", "t", "l")),
                "2:2: unknown key \"port\". Did you" + " mean \"prot\"?");
        assertMistake(() -> read.allowOnly(List.of("n", "big", "t", "l")), "2:2: unknown key \"port\"");
        assertMistake(
                () -> read.number("port", 0, 9, 1), "2:10: \"port\" is a text; it must be a whole number from 0 to 9");
        assertMistake(() -> read.number("n", 0, 9, 1), "2:20: \"n\" is 1.5; it must be a whole number from 0 to 9");
        assertMistake(
                () -> read.number("big", 0, 9, 1), "2:32: \"big\" is 70000; it must be a whole number from 0 to 9");
        assertMistake(() -> read.text("t"), "2:44: \"t\" is a number; it must be a text");
        assertMistake(() -> read.truth("t", true), "2:44: \"t\" is a number; it must be true or false");
        assertMistake(() -> read.struct("t"), "2:44: \"t\" is a number; it must be an object");
        assertMistake(() -> read.texts("t"), "2:44: \"t\" is a number; it must be a text, or texts in brackets");
        assertMistake(() -> read.texts("l"), "2:58: \"l\" has a number in it; it must be a text, or texts in brackets");
    }

    private interface Reading {
        void run() throws JsonException;
    }

    private static void assertMistake(Reading reading, String message) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(reading::run).withMessage("f.json:" + message);
    }

    @Test
    void valuesThatAreThereOrNot() throws Exception {
        JsonValue.Struct read =
                parse("{\"n\": 7, \"t\": true, \"one\": \"a\", \"two\": [\"a\", \"b\"], \"null\": null}");

        read.allowOnly(List.of("n", "t", "one", "two", "null"));
        assertThat(read.number("n", 0, 7, 1)).isEqualTo(7);
        assertThat(read.number("null", 0, 7, 1)).isEqualTo(1);
        assertThat(read.truth("t", false)).isTrue();
        assertThat(read.truth("null", true)).isTrue();
        assertThat(read.texts("one")).containsExactly("a");
        assertThat(read.texts("two")).containsExactly("a", "b");
        assertThat(read.text("null")).isNull();
        assertThat(read.struct("null")).isNull();
    }

    @Test
    void files(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.json");
        assertThatThrownBy(() -> Json.read(file)).isInstanceOf(NoSuchFileException.class);

        Files.writeString(file, "{\"a\": \"é\"}");
        assertThat(Json.read(file).text("a")).isEqualTo("é");

        Files.write(file, "{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Json.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not UTF-8; save it as UTF-8");

        Files.writeString(file, "{}" + " ".repeat(Json.BYTES_MAX));
        assertThatThrownBy(() -> Json.read(file))
                .hasMessage(file + " has more than 1048576 bytes, which no settings need");

        assertThatThrownBy(() -> Json.read(folder)).hasMessageStartingWith(folder + " can't be read: ");
    }

    /** Whatever comes: values or one sentence with a place in the text. */
    @Test
    void fuzzed() {
        Mutator mutator = new Mutator(List.of(
                EVERYTHING.getBytes(StandardCharsets.ISO_8859_1),
                "{\"a\": [[[{\"b\": 1}]]], \"c\": \"\\u0041\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"a\" : \"b\", 'c': True, // x\n /* y */ \"d\": 1e5,}".getBytes(StandardCharsets.ISO_8859_1)));

        long runs = Fuzz.run(random -> {
            String text = new String(mutator.input(random), StandardCharsets.ISO_8859_1);
            try {
                assertThat(parse(text).members()).isNotNull();
            } catch (JsonException mistake) {
                assertThat(mistake.getMessage())
                        .matches("(?s)f\\.json:[1-9]\\d*:[1-9]\\d*: .+")
                        .doesNotContain("\n");
            }
        });
        assertThat(runs).isPositive();
    }
}
