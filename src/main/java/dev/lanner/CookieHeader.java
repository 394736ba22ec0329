package dev.lanner;

import dev.lanner.server.BadRequestException;
import java.util.List;

/** {@code Cookie} as browsers write it (RFC 6265 §4.2.1, §5.4); HTTP/2 may cut it into several lines (RFC 9113 §8.2.3). */
final class CookieHeader {
    private CookieHeader() {}

    static Parameters read(List<String> lines, Parameters.Collector into) throws BadRequestException {
        for (String line : lines) {
            for (int from = 0; from < line.length(); ) {
                int semicolon = line.indexOf(';', from);
                int to = semicolon < 0 ? line.length() : semicolon;
                int equals = line.indexOf('=', from);
                if (equals >= 0 && equals < to) {
                    String name = line.substring(from, equals).strip();
                    if (!name.isEmpty()) {
                        into.add(name, line.substring(equals + 1, to).strip());
                    }
                }
                from = to + 1;
            }
        }
        return into.parameters();
    }
}
