package dev.lanner.peers;

import io.netty.util.AsciiString;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The value of {@code Date} for servers that leave it to the application, made once a second. */
final class CachedDate {
    private static volatile CharSequence now = format();

    static {
        Thread.ofVirtual().start(() -> {
            while (!Thread.interrupted()) {
                try {
                    Thread.sleep(1_000);
                } catch (InterruptedException stopping) {
                    return;
                }
                now = format();
            }
        });
    }

    private CachedDate() {}

    static CharSequence now() {
        return now;
    }

    private static CharSequence format() {
        return new AsciiString(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }
}
