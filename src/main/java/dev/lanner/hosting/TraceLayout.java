package dev.lanner.hosting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lays out for a person what the logger {@code lanner.wire} tells: before each line stands its connection, and before the
 * first one of a piece the seconds since that connection began. For a terminal, long lines and long content are cut.
 *
 * <p>Used by one thread at a time.
 */
final class TraceLayout {
    /** How many connections have their own beginning; one beyond that begins again. */
    private static final int CONNECTIONS_MAX = 1_000;

    private static final int LINE_MAX = 240;
    private static final int CONTENT_LINES_MAX = 3;

    /** In a frame's content each line stands in quotation marks, two blanks behind the mark of the side. */
    private static final int CONTENT_AT = 4;

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String DIM = "\u001b[2m";
    private static final String CYAN = "\u001b[36m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final Map<String, Long> beginnings = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CONNECTIONS_MAX;
        }
    };

    private final boolean isTerminal;
    private final boolean hasColours;

    TraceLayout(boolean isTerminal, boolean hasColours) {
        this.isTerminal = isTerminal;
        this.hasColours = hasColours;
    }

    /**
     * Lays out a piece.
     *
     * @param piece the connection's name in the first line, then what has passed
     * @param nanos what time it is, by any clock
     * @return whole lines
     */
    String layOut(String piece, long nanos) {
        List<String> lines = piece.lines().toList();
        String connection = lines.getFirst();
        long passed = nanos - beginnings.computeIfAbsent(connection, begins -> nanos);
        String time = String.format(Locale.ROOT, "%.3f", passed / NANOS_PER_SECOND);
        StringBuilder text = new StringBuilder();
        for (String line : shown(lines.subList(1, lines.size()))) {
            append(text, String.format(Locale.ROOT, "%-5s %7s  ", connection, time), line);
            time = "";
        }
        return text.toString();
    }

    private void append(StringBuilder text, String gutter, String line) {
        if (hasColours) {
            String colour = line.startsWith(">") ? CYAN : GREEN;
            text.append(DIM)
                    .append(gutter)
                    .append(PLAIN)
                    .append(colour)
                    .append(line)
                    .append(PLAIN);
        } else {
            text.append(gutter).append(line);
        }
        text.append('\n');
    }

    private List<String> shown(List<String> lines) {
        if (!isTerminal) {
            return lines;
        }
        List<String> shown = new ArrayList<>();
        int content = 0;
        for (String line : lines) {
            boolean isContent = line.startsWith("\"", CONTENT_AT);
            if (!isContent) {
                tellOfHidden(shown, content);
            }
            content = isContent ? content + 1 : 0;
            if (content <= CONTENT_LINES_MAX) {
                shown.add(line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + " ...");
            }
        }
        tellOfHidden(shown, content);
        return shown;
    }

    private static void tellOfHidden(List<String> shown, int content) {
        if (content > CONTENT_LINES_MAX) {
            shown.add(shown.getLast().substring(0, CONTENT_AT) + "(" + (content - CONTENT_LINES_MAX) + " lines more)");
        }
    }
}
