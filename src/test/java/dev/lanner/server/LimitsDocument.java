package dev.lanner.server;

import dev.lanner.build.NamedTest;
import dev.lanner.feature.DataRate;
import dev.lanner.internal.exchange.PeerRule;
import dev.lanner.internal.http2.Http2Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes docs/limits.md of the code: the options with their documentation, the rules with their answers, constants, and the
 * formula for memory. What stands in no code is in {@link LimitNotes} and in the
 * template.
 */
final class LimitsDocument {
    static final Path FILE = Path.of("docs", "limits.md");

    private static final Path TEMPLATE = Path.of("src", "test", "resources", "docs", "limits.md");
    private static final Path MAIN = Path.of("src", "main", "java", "dev", "lanner");
    private static final Path TEXTS = Path.of("src", "test", "resources");

    /** What a template has in the place of something that is made. */
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]+)}");

    private static final Pattern BEYOND = Pattern.compile("(?:Beyond|Below) it:? (.*?)\\. ");
    private static final Pattern DEFAULT =
            Pattern.compile("Default (?:one hour|\\{@link \\S+}|\\S*\\d(?: KiB| MiB| s| bytes a second after 5 s)?)"
                    + "[,:;.]? ?(.*)$");
    private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) (?:from )?(.*?) @");

    private LimitsDocument() {}

    /** The whole document. */
    static String make() throws IOException {
        Matcher places = PLACE.matcher(Files.readString(TEMPLATE));
        return places.replaceAll(place -> Matcher.quoteReplacement(fill(place.group(1))));
    }

    private static String fill(String place) {
        try {
            String[] words = place.split(" ", 2);
            return switch (words[0]) {
                case "table" -> table();
                case "limits" -> limits(words[1]);
                case "constant" -> constant(words[1]);
                case "bytes" -> bytes(words[1]);
                default -> throw new IllegalArgumentException(place);
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Those that bound something. */
    static List<DocumentedOption> bounds() throws IOException {
        return DocumentedOption.all().stream()
                .filter(option -> !option.owner().equals("ServerOptions")
                        || Set.of("backlog", "stopGrace").contains(option.name()))
                .toList();
    }

    static String qualified(DocumentedOption option) {
        return option.owner() + "." + option.name();
    }

    // ---- the options ----------------------------------------------------------------------------------------------

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("| limit | default | who goes beyond sees |\n|---|---|---|\n");
        for (DocumentedOption option : bounds()) {
            String anchor = option.name().toLowerCase(Locale.ROOT);
            table.append("| [`%s`](#%s) | %s | %s |\n"
                    .formatted(qualified(option), anchor, defaultValue(option), beyond(option)));
        }
        return table.toString().strip();
    }

    private static String limits(String owner) throws IOException {
        return bounds().stream()
                .filter(option -> option.owner().equals(owner))
                .map(LimitsDocument::section)
                .collect(Collectors.joining("\n\n"));
    }

    private static String section(DocumentedOption option) {
        LimitNotes notes = LimitNotes.of(qualified(option));
        StringBuilder section = new StringBuilder();
        section.append("### `%s`\n\n%s\n\n".formatted(option.name(), what(option)));
        line(section, "Default", defaultValue(option) + range(option));
        line(section, "Why", why(option));
        line(section, "Beyond it", beyond(option));
        line(section, "Rules", notes.rules().stream().map(LimitsDocument::rule).collect(Collectors.joining(", ")));
        line(
                section,
                "End reasons",
                notes.reasons().stream().map(LimitsDocument::code).collect(Collectors.joining(", ")));
        line(
                section,
                "Tests",
                tests(option, notes).stream().map(LimitsDocument::code).collect(Collectors.joining(", ")));
        return section.toString().strip();
    }

    private static void line(StringBuilder section, String title, String text) {
        if (!text.isEmpty()) {
            section.append("- %s: %s\n".formatted(title, text));
        }
    }

    private static String code(Object name) {
        return "`" + name + "`";
    }

    private static String rule(Rule rule) {
        String answer = switch (rule) {
            case PeerRule answered -> " (" + answered.status() + ")";
            case Http2Rule reset -> " (" + reset.code() + ")";
            default -> "";
        };
        return code(rule.name()) + answer;
    }

    /** Text tests that set the limit come first. */
    static List<String> tests(DocumentedOption option, LimitNotes notes) {
        Set<String> tests = new LinkedHashSet<>(textTests(option.name() + "="));
        notes.rules().forEach(rule -> tests.addAll(textTests("rule: " + rule.name() + "\n")));
        tests.removeIf(file -> !file.startsWith("limits/"));
        notes.tests().stream().map(NamedTest::name).forEach(tests::add);
        return List.copyOf(tests);
    }

    private static List<String> textTests(String having) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TEXTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                if (Files.readString(file).contains(having)) {
                    found.add(TEXTS.relativize(file).toString());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return found;
    }

    /** What stands before the default, without what a client sees. */
    static String what(DocumentedOption option) {
        String text = option.documentation();
        return plain(BEYOND.matcher(text.substring(0, text.indexOf("Default "))).replaceAll(""))
                .strip();
    }

    /** What stands behind the default. */
    static String why(DocumentedOption option) {
        String text = option.documentation();
        int end = text.indexOf(" @param");
        Matcher found = DEFAULT.matcher(text.substring(text.indexOf("Default "), end));
        return found.find() ? plain(found.group(1)) : "";
    }

    private static String beyond(DocumentedOption option) {
        String text = option.documentation();
        Matcher found = BEYOND.matcher(text.substring(0, text.indexOf("Default ")));
        return found.find() ? plain(found.group(1)) : "";
    }

    private static String range(DocumentedOption option) {
        Matcher found = PARAMETER.matcher(option.documentation());
        return found.find() && found.group(2).matches(".*(to|more|none).*") ? "; " + plain(found.group(2)) : "";
    }

    private static String defaultValue(DocumentedOption option) {
        try {
            return switch (option.value()) {
                case Duration duration -> duration(duration);
                case DataRate rate -> rate.bytesPerSecond() + " bytes a second after " + duration(rate.grace());
                case Number number -> decimal(number.longValue()) + unit(option);
                case Enum<?> constant -> code(constant);
                default -> throw new IllegalArgumentException(option.name());
            };
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(option.name(), impossible);
        }
    }

    private static String unit(DocumentedOption option) {
        Matcher found = PARAMETER.matcher(option.documentation());
        return found.find() && !found.group(1).equals("count") ? " " + found.group(1) : "";
    }

    private static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofDays(1)) >= 0) {
            return duration.toDays() + " days";
        }
        return duration.compareTo(Duration.ofHours(1)) >= 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }

    /** Javadoc as Markdown. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@code ([^}]+)}", "`$1`")
                .replaceAll("\\{@link (?:[\\w.]*[.#])?(\\w+)(?:\\([^)]*\\))?}", "`$1`")
                .strip();
    }

    // ---- the others -----------------------------------------------------------------------------------------------

    /** A constant of a source file, such as {@code internal/http2/Budget.RESET}. */
    private static String constant(String place) throws IOException {
        int dot = place.lastIndexOf('.');
        Matcher found = Pattern.compile("static final (?:int|long) " + place.substring(dot + 1) + " = ([\\d_]+)(L?);")
                .matcher(Files.readString(MAIN.resolve(place.substring(0, dot) + ".java")));
        if (!found.find()) {
            throw new IllegalArgumentException("there is no constant " + place);
        }
        return decimal(Long.parseLong(found.group(1).replace("_", "")));
    }

    /** A figure of the formula for memory, with the default limits or others. */
    private static String bytes(String place) {
        MemoryBound defaults = new MemoryBound(ServerOptions.DEFAULT);
        MemoryBound tls = new MemoryBound(MemoryChild.overTls());
        MemoryBound small = new MemoryBound(small());
        return switch (place) {
            case "exchange" -> rounded(defaults.exchange());
            case "http1" -> rounded(defaults.http1());
            case "http2" -> rounded(defaults.http2());
            case "tls" -> rounded(tls.tls());
            case "server" -> rounded(defaults.server());
            case "small http2" -> rounded(small.http2());
            case "small server" -> rounded(small.server());
            default -> throw new IllegalArgumentException(place);
        };
    }

    /** What docs/limits.md has as an example of a server that fits into a small heap. */
    static ServerOptions small() {
        return ServerOptions.builder()
                .limits(Limits.builder()
                        .connections(200)
                        .upgradedConnections(0)
                        .headerBytes(16_384)
                        .build())
                .http2(Http2Limits.builder()
                        .streams(16)
                        .connectionWindowBytes(262_144)
                        .build())
                .build();
    }

    private static String rounded(long bytes) {
        if (bytes >= 10L << 30) {
            return decimal(bytes >> 30) + " GiB";
        }
        return bytes >= 10L << 20 ? decimal(bytes >> 20) + " MiB" : decimal(bytes >> 10) + " KiB";
    }

    private static String decimal(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
