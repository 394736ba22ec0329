package dev.lanner.http;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A media type with its parameters (RFC 9110 §8.3.1).
 *
 * @param type such as {@code text}, in lower case
 * @param subtype such as {@code html}, in lower case
 * @param parameters names in lower case with their values, in order
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {
    /** More parameters than this make a text malformed: no type in use has so many. */
    private static final int PARAMETERS_MAX = 16;

    /**
     * Takes its own copy of the parameters.
     *
     * @throws NullPointerException if anything is null
     */
    public MediaType {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Reads a {@code Content-Type}.
     *
     * @param text such as {@code text/html; charset=utf-8}; may be null
     * @return the type, or null if the text is null or not a media type
     */
    public static MediaType parse(String text) {
        if (text == null) {
            return null;
        }
        int semicolon = text.indexOf(';');
        String essence = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        int slash = essence.indexOf('/');
        if (slash < 0
                || !Tokens.isToken(essence.substring(0, slash))
                || !Tokens.isToken(essence.substring(slash + 1))) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        if (semicolon >= 0 && !readParameters(text, semicolon, parameters)) {
            return null;
        }
        String lower = essence.toLowerCase(Locale.ROOT);
        return new MediaType(lower.substring(0, slash), lower.substring(slash + 1), parameters);
    }

    /** {@code parameters = *( OWS ";" OWS [ parameter ] )} (RFC 9110 §5.6.6); the first of two alike counts. */
    private static boolean readParameters(String text, int from, Map<String, String> into) {
        int at = from;
        while (at < text.length()) {
            if (text.charAt(at) != ';' || into.size() > PARAMETERS_MAX) {
                return false;
            }
            at = skipBlanks(text, at + 1);
            if (at == text.length() || text.charAt(at) == ';') {
                continue;
            }
            int equals = text.indexOf('=', at);
            if (equals < 0 || !Tokens.isToken(text.substring(at, equals))) {
                return false;
            }
            StringBuilder value = new StringBuilder();
            int end = readValue(text, equals + 1, value);
            if (end < 0) {
                return false;
            }
            into.putIfAbsent(text.substring(at, equals).toLowerCase(Locale.ROOT), value.toString());
            at = skipBlanks(text, end);
        }
        return true;
    }

    private static int readValue(String text, int from, StringBuilder value) {
        if (from < text.length() && text.charAt(from) == '"') {
            return readQuoted(text, from + 1, value);
        }
        int at = from;
        while (at < text.length() && text.charAt(at) != ';' && !isBlank(text.charAt(at))) {
            at++;
        }
        value.append(text, from, at);
        return Tokens.isToken(value.toString()) ? at : -1;
    }

    private static int readQuoted(String text, int from, StringBuilder value) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && ++at == text.length()) {
                return -1;
            }
            value.append(text.charAt(at));
        }
        return -1;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * Whether this is that type, whatever its parameters.
     *
     * @param essence such as {@code application/json}, in lower case
     * @return true if type and subtype are equal to it
     */
    public boolean is(String essence) {
        return essence.length() == type.length() + subtype.length() + 1
                && essence.startsWith(type)
                && essence.charAt(type.length()) == '/'
                && essence.endsWith(subtype);
    }

    /**
     * The character set that the {@code charset} parameter names.
     *
     * @param otherwise the answer where there is no parameter, or where this JVM does not know the set
     * @return the set
     */
    public Charset charset(Charset otherwise) {
        String name = parameters.get("charset");
        try {
            return name == null ? otherwise : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return otherwise;
        }
    }

    /** The type as a {@code Content-Type} has it, values quoted where they must be. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type).append('/').append(subtype);
        parameters.forEach((name, value) -> {
            text.append("; ").append(name).append('=');
            if (Tokens.isToken(value)) {
                text.append(value);
            } else {
                text.append('"')
                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        });
        return text.toString();
    }
}
