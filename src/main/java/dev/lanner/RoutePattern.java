package dev.lanner;

import java.util.ArrayList;
import java.util.List;

/**
 * A route as it is written: {@code /users/{id}} or {@code /files/{path...}}.
 *
 * @param text the pattern itself
 * @param segments what stands between the slashes
 * @param names the names of the parameters, in order, that of the rest among them
 */
record RoutePattern(String text, List<Segment> segments, List<String> names) {
    /** The prefix of every path. */
    static final RoutePattern ALL = new RoutePattern("", List.of(), List.of());

    /** What one segment takes. */
    enum Kind {
        /** The segment that is spelled so. */
        LITERAL,
        /** Any segment that is not empty. */
        PARAMETER,
        /** All segments from here on. */
        REST
    }

    /** A segment: of a literal its text, else the parameter's name. */
    record Segment(Kind kind, String text) {}

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static RoutePattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("the pattern \"" + text + "\" must begin with a slash");
        }
        List<Segment> segments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int from = 1; from <= text.length(); ) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 ? text.length() : slash;
            Segment segment = segment(text, text.substring(from, to));
            if (segment.kind() == Kind.REST && slash >= 0) {
                throw new IllegalArgumentException(
                        "in the pattern \"" + text + "\" {" + segment.text() + "...} must be the last segment");
            }
            if (segment.kind() != Kind.LITERAL) {
                if (names.contains(segment.text())) {
                    throw new IllegalArgumentException(
                            "the pattern \"" + text + "\" has two parameters with the name " + segment.text());
                }
                names.add(segment.text());
            }
            segments.add(segment);
            from = to + 1;
        }
        return new RoutePattern(text, List.copyOf(segments), List.copyOf(names));
    }

    private static Segment segment(String pattern, String text) {
        if (text.indexOf('{') < 0 && text.indexOf('}') < 0) {
            return new Segment(Kind.LITERAL, text);
        }
        boolean rest = text.endsWith("...}");
        int end = text.length() - (rest ? 4 : 1);
        String name = text.startsWith("{") && text.endsWith("}") && end > 1 ? text.substring(1, end) : "";
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "the segment \"" + text + "\" of the pattern \"" + pattern
                            + "\" is not a parameter: that is {name} or, at the end, {name...}, the name of letters, digits and _");
        }
        return new Segment(rest ? Kind.REST : Kind.PARAMETER, name);
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }
}
