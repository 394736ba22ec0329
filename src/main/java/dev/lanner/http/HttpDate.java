package dev.lanner.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

/** Dates as fields carry them (RFC 9110 §5.6.7): one form is written, three are read. */
public final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    /** Written out: the locale that is no language's has no long names. */
    private static final Map<Long, String> DAYS = Map.of(
            1L, "Monday", 2L, "Tuesday", 3L, "Wednesday", 4L, "Thursday", 5L, "Friday", 6L, "Saturday", 7L, "Sunday");

    private HttpDate() {}

    /**
     * Writes a date in the preferred form, which has 29 characters.
     *
     * @param instant the moment, in the years 0 to 9999; what is finer than a second is cut off
     * @return such as {@code Sun, 06 Nov 1994 08:49:37 GMT}
     */
    public static String format(Instant instant) {
        return IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    /**
     * Reads a date in any of the three forms that a recipient must accept.
     *
     * @param text a field's value; may be null
     * @return the moment, or null if the text is null or not a date
     */
    public static Instant parse(String text) {
        if (text == null || text.length() < 24 || text.length() > 33) {
            return null;
        }
        try {
            DateTimeFormatter form = text.charAt(3) == ',' ? IMF_FIXDATE : text.indexOf(',') > 0 ? rfc850() : ASCTIME;
            return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    /**
     * A year of two digits that seems more than 50 years ahead lies in the past (RFC 9110 §5.6.7). In English: the root
     * locale has no long names of days.
     */
    private static DateTimeFormatter rfc850() {
        int earliest = LocalDateTime.now(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder()
                .appendText(ChronoField.DAY_OF_WEEK, DAYS)
                .appendPattern(", dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }
}
