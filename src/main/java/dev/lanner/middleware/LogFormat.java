package dev.lanner.middleware;

import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Makes the line of a request. Immutable.
 *
 * @param format which line
 * @param zone the time zone of all but JSON
 * @param colours whether the line for a terminal has colours
 */
record LogFormat(AccessLog.Format format, ZoneId zone, boolean colours) {
    private static final DateTimeFormatter COMMON_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US);
    private static final DateTimeFormatter DEV_TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.US);

    /** Longer targets are cut on a terminal, where they would only hide the other lines. */
    private static final int DEV_TARGET_MAX = 200;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    /** The line, without its end. */
    String format(LogEntry entry, int status, long bytes, long nanos) {
        StringBuilder line = new StringBuilder(160);
        switch (format) {
            case DEV -> dev(entry, status, bytes, nanos, line);
            case COMMON -> common(entry, status, bytes, line);
            case COMBINED -> {
                common(entry, status, bytes, line);
                quoted(entry.referer(), line.append(' '));
                quoted(entry.userAgent(), line.append(' '));
            }
            case JSON -> json(entry, status, bytes, nanos, line);
        }
        return line.toString();
    }

    private void dev(LogEntry entry, int status, long bytes, long nanos, StringBuilder line) {
        line.append(DEV_TIME.format(entry.time().atZone(zone))).append("  ");
        if (colours) {
            line.append("\u001b[")
                    .append(colour(status))
                    .append('m')
                    .append(status)
                    .append("\u001b[0m");
        } else {
            line.append(status);
        }
        double millis = nanos / NANOS_PER_MILLI;
        line.append(String.format(Locale.ROOT, millis < 1_000 ? "  %7.1f ms" : "  %7.0f ms", millis));
        line.append(String.format(Locale.ROOT, "  %8s  ", ByteCount.format(bytes)));
        LogText.escape(entry.method(), line);
        String target = entry.target();
        boolean isLong = target.length() > DEV_TARGET_MAX;
        LogText.escape(isLong ? target.substring(0, DEV_TARGET_MAX) : target, line.append(' '));
        line.append(isLong ? "..." : "");
        if (entry.failure() != null) {
            line.append("  ").append(entry.failure());
        }
    }

    /** Green, cyan, yellow, red: the terminal's own shades. */
    private static int colour(int status) {
        return switch (status / 100) {
            case 2 -> 32;
            case 3 -> 36;
            case 4 -> 33;
            default -> 31;
        };
    }

    private void common(LogEntry entry, int status, long bytes, StringBuilder line) {
        String client = client(entry);
        line.append(client == null ? "-" : client).append(" - - [");
        line.append(COMMON_TIME.format(entry.time().atZone(zone))).append("] \"");
        LogText.escape(entry.method(), line);
        LogText.escape(entry.target(), line.append(' '));
        line.append(' ').append(entry.protocol()).append("\" ").append(status).append(' ');
        line.append(bytes == 0 ? "-" : Long.toString(bytes));
    }

    /** The address without its port; null for a Unix domain socket and where the server does not tell. */
    private static String client(LogEntry entry) {
        return entry.client() instanceof InetSocketAddress address && !address.isUnresolved()
                ? address.getAddress().getHostAddress()
                : null;
    }

    private static void quoted(String value, StringBuilder line) {
        line.append('"');
        LogText.escape(value == null ? "-" : value, line);
        line.append('"');
    }

    /** Seconds with six decimals: the unit of {@code http.server.request.duration}. */
    private static void json(LogEntry entry, int status, long bytes, long nanos, StringBuilder line) {
        int question = entry.target().indexOf('?');
        String protocol = entry.protocol();
        line.append("{\"ts\":\"").append(entry.time()).append("\",\"level\":\"INFO\",\"logger\":\"lanner.access\"");
        member("request.id", entry.id(), line);
        member("client.address", client(entry), line);
        member("network.protocol.version", protocol.substring(protocol.indexOf('/') + 1), line);
        member("http.request.method", entry.method(), line);
        member("url.path", question < 0 ? entry.target() : entry.target().substring(0, question), line);
        member("url.query", question < 0 ? null : entry.target().substring(question + 1), line);
        line.append(",\"http.response.status_code\":").append(status);
        line.append(",\"http.response.body.size\":").append(bytes);
        line.append(",\"duration\":").append(String.format(Locale.ROOT, "%.6f", nanos / NANOS_PER_SECOND));
        member("user_agent.original", entry.userAgent(), line);
        member("error.type", entry.failure(), line);
        line.append('}');
    }

    private static void member(String name, String value, StringBuilder line) {
        if (value != null) {
            line.append(",\"").append(name).append("\":\"");
            LogText.escapeJson(value, line);
            line.append('"');
        }
    }
}
