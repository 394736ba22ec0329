package dev.lanner.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON text (RFC 8259) as people write it: with comments (from {@code //} to the end of the line, and between slash
 * and asterisk), with a comma behind the last element, and with a byte order mark. All else is as strict as the RFC, and names that occur twice in an object,
 * halves of surrogate pairs and more than {@value #DEPTH_MAX} levels are refused.
 *
 * <p>For one text; used by one thread.
 */
public final class Json {
    /** Deeper than anybody writes, and far from the end of a stack. */
    static final int DEPTH_MAX = 64;

    /** What is larger was not written by a person. */
    static final int BYTES_MAX = 1_048_576;

    private static final char END = '\uffff';

    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;
    private int depth;

    private Json(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Reads a file that has an object.
     *
     * @throws NoSuchFileException if it is not there
     * @throws IOException in one sentence, which begins with the place of the mistake if there is one
     */
    public static JsonValue.Struct read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (NoSuchFileException notThere) {
            throw notThere;
        } catch (IOException failed) {
            throw new IOException(file + " can't be read: " + failed, failed);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IOException(file + " has more than " + BYTES_MAX + " bytes, which no settings need");
        }
        return parse(file.toString(), decoded(file, bytes));
    }

    private static String decoded(Path file, byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException anotherCharset) {
            throw new IOException(file + " is not UTF-8; save it as UTF-8", anotherCharset);
        }
    }

    /**
     * Reads a text that is an object.
     *
     * @param name of the file, for messages
     */
    public static JsonValue.Struct parse(String name, String text) throws JsonException {
        Json json = new Json(name, text);
        if (json.peek() == '\ufeff') {
            json.at++;
            json.lineStart++;
        }
        json.skip();
        if (json.peek() != '{') {
            throw json.mistake(json.isAtEnd() ? "the file is empty; it must have {}" : "the file must begin with {");
        }
        JsonValue.Struct struct = json.struct();
        json.skip();
        if (!json.isAtEnd()) {
            throw json.mistake("there is " + json.here() + " behind the closing }");
        }
        return struct;
    }

    // ---- characters -----------------------------------------------------------------------------------------------

    private boolean isAtEnd() {
        return at == text.length();
    }

    /** The next character; {@link #END} at the end, where {@link #isAtEnd} tells it from the character of that number. */
    private char peek() {
        return isAtEnd() ? END : text.charAt(at);
    }

    private Position position() {
        return new Position(file, line, text.codePointCount(lineStart, at) + 1);
    }

    private JsonException mistake(String what) {
        return new JsonException(position(), what);
    }

    /** What stands here, for a person. */
    private String here() {
        if (isAtEnd()) {
            return "the end of the file";
        }
        int character = text.codePointAt(at);
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE
                ? String.format("the character U+%04X", character)
                : Character.toString(character);
    }

    /** Over blanks, line ends and comments. */
    private void skip() throws JsonException {
        while (!isAtEnd()) {
            switch (text.charAt(at)) {
                case ' ', '\t' -> at++;
                case '\r', '\n' -> lineEnd();
                case '/' -> comment();
                default -> {
                    return;
                }
            }
        }
    }

    private void lineEnd() {
        at += text.startsWith("\r\n", at) ? 2 : 1;
        line++;
        lineStart = at;
    }

    private void comment() throws JsonException {
        if (text.startsWith("//", at)) {
            while (!isAtEnd() && peek() != '\n' && peek() != '\r') {
                at++;
            }
            return;
        }
        if (!text.startsWith("/*", at)) {
            throw mistake("there is a single /; comments begin with // or /*");
        }
        Position begin = position();
        at += 2;
        while (!text.startsWith("*/", at)) {
            if (isAtEnd()) {
                throw new JsonException(begin, "this comment has no end */");
            }
            if (peek() == '\n' || peek() == '\r') {
                lineEnd();
            } else {
                at++;
            }
        }
        at += 2;
    }

    // ---- values ---------------------------------------------------------------------------------------------------

    private JsonValue value() throws JsonException {
        Position begin = position();
        char first = peek();
        if (first == '{') {
            return struct();
        } else if (first == '[') {
            return array();
        } else if (first == '"') {
            return new JsonValue.Text(begin, string());
        } else if (first == '\'') {
            throw mistake("texts stand in \" and not in '");
        } else if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') {
            return new JsonValue.Numeral(begin, number());
        }
        String word = word();
        return switch (word) {
            case "true" -> new JsonValue.Truth(begin, true);
            case "false" -> new JsonValue.Truth(begin, false);
            case "null" -> new JsonValue.Null(begin);
            case "" -> throw mistake("a value is missing before " + here());
            default -> {
                String meant = NearestName.of(word, List.of("true", "false", "null"));
                throw new JsonException(
                        begin,
                        word + " is not a value; "
                                + (meant == null ? "texts stand in \"" : "did you mean " + meant + "?"));
            }
        };
    }

    private String word() {
        int begin = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '_') {
            at++;
        }
        return text.substring(begin, at);
    }

    private void enter() throws JsonException {
        if (++depth > DEPTH_MAX) {
            throw mistake("this is more than " + DEPTH_MAX + " levels deep");
        }
        at++;
        skip();
    }

    private JsonValue.Struct struct() throws JsonException {
        Position begin = position();
        Map<String, JsonValue.Member> members = new LinkedHashMap<>();
        enter();
        while (peek() != '}') {
            Position namePosition = position();
            String name = name();
            JsonValue.Member before = members.get(name);
            if (before != null) {
                throw new JsonException(
                        namePosition,
                        "\"" + name + "\" is here twice; the first one is in line "
                                + before.namePosition().line());
            }
            skip();
            if (peek() != ':') {
                throw mistake("behind \"" + name + "\" there is " + here() + " in the place of a colon");
            }
            at++;
            skip();
            members.put(name, new JsonValue.Member(namePosition, value()));
            separator(begin, '}');
        }
        at++;
        depth--;
        return new JsonValue.Struct(begin, members);
    }

    private String name() throws JsonException {
        if (peek() == '"') {
            return string();
        }
        throw mistake(
                Character.isLetter(peek()) || peek() == '\''
                        ? "a name stands in \""
                        : "a name in \" is missing before " + here());
    }

    private JsonValue.Array array() throws JsonException {
        Position begin = position();
        List<JsonValue> elements = new ArrayList<>();
        enter();
        while (peek() != ']') {
            elements.add(value());
            separator(begin, ']');
        }
        at++;
        depth--;
        return new JsonValue.Array(begin, List.copyOf(elements));
    }

    /** Over a comma, or up to the closing bracket. */
    private void separator(Position begin, char closing) throws JsonException {
        skip();
        if (isAtEnd()) {
            throw new JsonException(begin, "this has no closing " + closing);
        }
        if (peek() == ',') {
            at++;
            skip();
            if (isAtEnd()) {
                throw new JsonException(begin, "this has no closing " + closing);
            }
        } else if (peek() != closing) {
            throw mistake("a comma or " + closing + " is missing before " + here());
        }
    }

    private String number() throws JsonException {
        Position begin = position();
        int from = at;
        while (Character.isLetterOrDigit(peek()) || "+-._".indexOf(peek()) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw new JsonException(begin, number + " is not a number as JSON has them");
        }
        return number;
    }

    private String string() throws JsonException {
        Position begin = position();
        StringBuilder content = new StringBuilder();
        at++;
        while (peek() != '"' || isAtEnd()) {
            if (isAtEnd() || peek() == '\n' || peek() == '\r') {
                throw new JsonException(begin, "this text has no closing \" on its line");
            }
            char character = text.charAt(at);
            if (character < ' ') {
                throw mistake("a text can't have " + here() + " in it" + (character == '\t' ? "; write \\t" : ""));
            }
            if (character == '\\') {
                content.append(escape());
            } else {
                content.append(character);
                at++;
            }
        }
        at++;
        String string = content.toString();
        if (string.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            throw new JsonException(begin, "this text has half of a character (a lone surrogate)");
        }
        return string;
    }

    private char escape() throws JsonException {
        String escapes = "\"\\/bfnrt";
        int found = at + 1 < text.length() ? escapes.indexOf(text.charAt(at + 1)) : -1;
        if (found >= 0) {
            at += 2;
            return "\"\\/\b\f\n\r\t".charAt(found);
        }
        if (text.startsWith("\\u", at)) {
            String digits = text.substring(at + 2, Math.min(at + 6, text.length()));
            if (!digits.matches("[0-9a-fA-F]{4}")) {
                throw mistake("behind \\u there must be four hexadecimal digits");
            }
            at += 6;
            return (char) Integer.parseInt(digits, 16);
        }
        throw mistake("this is not an escape that JSON has; a backslash itself is \\\\");
    }
}
