package dev.lanner.spec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame of HTTP/2 in words, as text tests and trace logs have it: the words of its line, what it carries, and the lines
 * of its fields. CONTRIBUTING.md explains the form.
 *
 * @param name the first word; empty for bytes that are no frame
 * @param words all others but the content
 * @param content of DATA, GOAWAY and PRIORITY_UPDATE; a character for each byte
 * @param fields the lines below it, without the indent
 */
record TextFrame(String name, List<String> words, String content, List<String> fields) {
    static final byte[] PREFACE = bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|\\(repeat [^()]*\\)|\\S+");

    /** What most requests have, short. */
    private static final Pattern REQUEST = Pattern.compile("\\(([A-Z]+) (\\S+)\\)");

    private static final List<String> TYPES = List.of(
            "DATA",
            "HEADERS",
            "PRIORITY",
            "RST_STREAM",
            "SETTINGS",
            "PUSH_PROMISE",
            "PING",
            "GOAWAY",
            "WINDOW_UPDATE",
            "CONTINUATION");
    private static final List<String> SETTINGS = List.of(
            "",
            "HEADER_TABLE_SIZE",
            "ENABLE_PUSH",
            "MAX_CONCURRENT_STREAMS",
            "INITIAL_WINDOW_SIZE",
            "MAX_FRAME_SIZE",
            "MAX_HEADER_LIST_SIZE",
            "",
            "ENABLE_CONNECT_PROTOCOL",
            "NO_RFC7540_PRIORITIES");
    private static final List<String> ERROR_CODES = List.of(
            "NO_ERROR",
            "PROTOCOL_ERROR",
            "INTERNAL_ERROR",
            "FLOW_CONTROL_ERROR",
            "SETTINGS_TIMEOUT",
            "STREAM_CLOSED",
            "FRAME_SIZE_ERROR",
            "REFUSED_STREAM",
            "CANCEL",
            "COMPRESSION_ERROR",
            "CONNECT_ERROR",
            "ENHANCE_YOUR_CALM",
            "INADEQUATE_SECURITY",
            "HTTP_1_1_REQUIRED");
    private static final Map<String, Integer> FLAGS =
            Map.of("END_STREAM", 0x1, "ACK", 0x1, "END_HEADERS", 0x4, "PADDED", 0x8, "PRIORITY", 0x20);

    /** The frames that some lines stand for, without the marks before them; {@code times=5} makes five of one. */
    static List<TextFrame> parse(List<String> lines) {
        List<TextFrame> frames = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith("  ")) {
                frames.add(parseLine(line));
            } else if (frames.isEmpty()) {
                throw new IllegalArgumentException("a field without a frame above it: " + line);
            } else {
                frames.set(frames.size() - 1, frames.getLast().with(line.substring(2)));
            }
        }
        List<TextFrame> all = new ArrayList<>();
        for (int at = 0, end = 1; at < frames.size(); at = end) {
            String range = frames.get(at).range();
            for (end = at + 1;
                    end < frames.size()
                            && range != null
                            && range.equals(frames.get(end).range()); ) {
                end++;
            }
            addAll(all, frames.subList(at, end), range);
        }
        return all;
    }

    /** Frames on a range of streams, {@code stream=1..7}, are all there for the first stream, then for the next one. */
    private static void addAll(List<TextFrame> all, List<TextFrame> group, String range) {
        int dots = range == null ? 0 : range.indexOf("..");
        long first = range == null ? 0 : Long.parseLong(range.substring(0, dots));
        long last = range == null ? 0 : Long.parseLong(range.substring(dots + 2));
        for (long stream = first; stream <= last; stream += 2) {
            for (TextFrame frame : group) {
                int times = Math.max(1, (int) frame.number("times"));
                all.addAll(Collections.nCopies(
                        times, range == null ? frame.once() : frame.once().on(stream)));
            }
        }
    }

    private String range() {
        String stream = numbers().get("stream");
        return stream != null && stream.contains("..") ? stream : null;
    }

    private TextFrame on(long stream) {
        List<String> changed = words.stream()
                .map(word -> word.startsWith("stream=") ? "stream=" + stream : word)
                .toList();
        return new TextFrame(name, changed, content, fields);
    }

    private TextFrame once() {
        return new TextFrame(
                name, words.stream().filter(word -> !word.startsWith("times=")).toList(), content, fields);
    }

    private static TextFrame parseLine(String line) {
        if (line.startsWith("(frame ")) {
            String inside = line.substring(7, line.length() - 1);
            return new TextFrame("(frame)", List.of(inside.split(" ", -1)), "", List.of());
        }
        List<String> words = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group();
            if (word.startsWith("\"")) {
                content.append(text(Escapes.bytes(word.substring(1, word.length() - 1))));
            } else if (word.startsWith("(")) {
                content.append(text(Escapes.bytes(Escapes.repeated(word))));
            } else {
                words.add(word);
            }
        }
        String name = words.isEmpty() ? "" : words.removeFirst();
        return new TextFrame(name, List.copyOf(words), content.toString(), List.of());
    }

    private TextFrame with(String below) {
        if (below.startsWith("\"")) {
            byte[] more = Escapes.bytes(below.substring(1, below.length() - 1));
            return new TextFrame(name, words, content + text(more), fields);
        }
        List<String> more = new ArrayList<>(fields);
        Matcher request = REQUEST.matcher(below);
        if (request.matches()) {
            more.addAll(List.of(
                    ":method: " + request.group(1), ":scheme: http", ":authority: a", ":path: " + request.group(2)));
        } else {
            more.add(Escapes.repeated(below));
        }
        return new TextFrame(name, words, content, List.copyOf(more));
    }

    /** The stream that it is on; 0 for the connection. */
    long stream() {
        String stream = numbers().get("stream");
        return stream == null ? 0 : Long.parseLong(stream);
    }

    private Map<String, String> numbers() {
        Map<String, String> numbers = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                numbers.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return numbers;
    }

    private long number(String name) {
        return Long.decode(numbers().getOrDefault(name, "0"));
    }

    /** As the wire has it. */
    byte[] bytes() {
        return switch (name) {
            case "" -> bytes(content);
            case "PREFACE" -> PREFACE;
            case "(frame)" -> raw();
            default -> {
                byte[] payload = payload();
                yield frame(payload.length, type(), flags(), stream(), payload);
            }
        };
    }

    private byte[] raw() {
        byte[] payload = HexFormat.of().parseHex(numbers().getOrDefault("payload", ""));
        int length = numbers().containsKey("length") ? (int) number("length") : payload.length;
        return frame(length, (int) number("type"), (int) number("flags"), number("stream"), payload);
    }

    private static byte[] frame(int length, int type, int flags, long stream, byte[] payload) {
        Out out = new Out();
        out.number(3, length);
        out.number(1, type);
        out.number(1, flags);
        out.number(4, stream);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private int type() {
        if (name.equals("PRIORITY_UPDATE")) {
            return 0x10;
        }
        if (!TYPES.contains(name)) {
            throw new IllegalArgumentException("no such frame: " + this);
        }
        return TYPES.indexOf(name);
    }

    private int flags() {
        int flags = (int) number("flags");
        for (String word : words) {
            flags |= FLAGS.getOrDefault(word.startsWith("PADDED=") ? "PADDED" : word, 0);
        }
        return flags;
    }

    private byte[] payload() {
        Out out = new Out();
        int padding = (int) number("PADDED");
        if (numbers().containsKey("PADDED")) {
            out.number(1, padding);
        }
        switch (name) {
            case "HEADERS" -> {
                if (words.contains("PRIORITY")) {
                    priority(out);
                }
            }
            case "PRIORITY" -> priority(out);
            case "RST_STREAM" -> out.number(4, errorCode());
            case "SETTINGS" -> settings(out);
            case "PUSH_PROMISE" -> out.number(4, number("promised"));
            case "PING" -> out.writeBytes(HexFormat.of().parseHex(opaque()));
            case "GOAWAY" -> {
                out.number(4, number("last"));
                out.number(4, errorCode());
            }
            case "WINDOW_UPDATE" -> out.number(4, number("increment"));
            case "PRIORITY_UPDATE" -> out.number(4, number("prioritized"));
            default -> {
                // Nothing but content or fields.
            }
        }
        out.writeBytes(bytes(content));
        fields.forEach(field -> out.writeBytes(TextField.bytes(field)));
        out.writeBytes(new byte[padding]);
        return out.toByteArray();
    }

    private void priority(Out out) {
        out.number(4, number("dependency") | (words.contains("EXCLUSIVE") ? 0x8000_0000L : 0));
        out.number(1, number("weight"));
    }

    private String opaque() {
        return words.stream()
                .filter(word -> word.matches("[0-9a-f]{16}"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no 8 bytes in hex: " + this));
    }

    private long errorCode() {
        for (String word : words) {
            if (ERROR_CODES.contains(word)) {
                return ERROR_CODES.indexOf(word);
            } else if (word.startsWith("0x")) {
                return Long.decode(word);
            }
        }
        throw new IllegalArgumentException("no error code: " + this);
    }

    private void settings(Out out) {
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0 && !word.startsWith("stream=") && !word.startsWith("flags=")) {
                String id = word.substring(0, equals);
                out.number(2, SETTINGS.contains(id) ? SETTINGS.indexOf(id) : Integer.decode(id));
                out.number(4, Long.decode(word.substring(equals + 1)));
            }
        }
    }

    /** Whether it makes no difference if the next frame of its stream belongs to it. */
    boolean isJoinedBy(TextFrame next) {
        return stream() == next.stream()
                && name.equals(next.name)
                && (name.equals("DATA") && !words.contains("END_STREAM") || name.equals("WINDOW_UPDATE"));
    }

    /** Both as one. */
    TextFrame joined(TextFrame next) {
        if (name.equals("DATA")) {
            return new TextFrame(name, next.words, content + next.content, fields);
        }
        long sum = number("increment") + next.number("increment");
        return new TextFrame(name, List.of("stream=" + stream(), "increment=" + sum), "", fields);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        words.forEach(word -> text.append(text.isEmpty() ? "" : " ").append(word));
        if (!content.isEmpty()) {
            String quoted =
                    Escapes.lines("", bytes(content)).replace("\n ", "\n  ").strip();
            text.append(' ').append(quoted);
        }
        fields.forEach(field -> text.append("\n  ").append(field));
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Bytes and numbers. */
    private static final class Out extends ByteArrayOutputStream {
        void number(int bytes, long value) {
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                write((int) (value >>> shift));
            }
        }
    }
}
