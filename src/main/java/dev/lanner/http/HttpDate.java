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
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final long YEAR_0 = -62_167_219_200L;
    private static final long YEAR_10000 = 253_402_300_800L;

    /** How dates are read. Apart, since a server writes its first date at its start, and reads one when it gets one. */
    private static final class Forms {
        static final DateTimeFormatter IMF_FIXDATE = new DateTimeFormatterBuilder()
                .appendPattern("EEE, dd MMM ")
                .appendValue(ChronoField.YEAR, 4)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ROOT);
        static final DateTimeFormatter ASCTIME = new DateTimeFormatterBuilder()
                .appendPattern("EEE MMM ppd HH:mm:ss ")
                .appendValue(ChronoField.YEAR, 4)
                .toFormatter(Locale.ROOT);

        /** Written out: the locale that is no language's has no long names. */
        private static final Map<Long, String> LONG_DAYS = Map.of(
                1L,
                "Monday",
                2L,
                "Tuesday",
                3L,
                "Wednesday",
                4L,
                "Thursday",
                5L,
                "Friday",
                6L,
                "Saturday",
                7L,
                "Sunday");

        /**
         * A year of two digits that seems more than 50 years ahead lies in the past (RFC 9110 §5.6.7). In English: the root
         * locale has no long names of days.
         */
        static DateTimeFormatter rfc850() {
            int earliest = LocalDateTime.now(ZoneOffset.UTC).getYear() - 49;
            return new DateTimeFormatterBuilder()
                    .appendText(ChronoField.DAY_OF_WEEK, LONG_DAYS)
                    .appendPattern(", dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH);
        }
    }

    private HttpDate() {}

    /**
     * Writes a date in the preferred form, which has 29 characters. By hand: the JDK's formatters take as long to load as half
     * of a server.
     *
     * @param instant the moment; what is finer than a second is cut off, and years stop at 0 and 9999
     * @return such as {@code Sun, 06 Nov 1994 08:49:37 GMT}
     */
    public static String format(Instant instant) {
        long second = Math.clamp(instant.getEpochSecond(), YEAR_0, YEAR_10000 - 1);
        LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        int day = 3 * (date.getDayOfWeek().getValue() - 1);
        text.append(DAYS, day, day + 3).append(", ");
        twoDigits(text, date.getDayOfMonth()).append(' ');
        int month = 3 * (date.getMonthValue() - 1);
        text.append(MONTHS, month, month + 3).append(' ');
        twoDigits(twoDigits(text, date.getYear() / 100), date.getYear() % 100).append(' ');
        twoDigits(text, date.getHour()).append(':');
        twoDigits(text, date.getMinute()).append(':');
        return twoDigits(text, date.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
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
            DateTimeFormatter form =
                    text.charAt(3) == ',' ? Forms.IMF_FIXDATE : text.indexOf(',') > 0 ? Forms.rfc850() : Forms.ASCTIME;
            return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
