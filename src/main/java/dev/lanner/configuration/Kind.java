package dev.lanner.configuration;

import dev.lanner.feature.DataRate;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Refusal;
import dev.lanner.server.TlsVersion;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value is written.
 *
 * @param <T> its type
 * @param form for a person, behind "must be"
 * @param parser gives null for what is of another form
 * @param printer the inverse of it
 */
record Kind<T>(String form, Function<String, T> parser, Function<T, String> printer) {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}) ?(KiB|MiB|GiB|kB|MB|GB)?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,12}) ?(ms|s|min|h|d)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(.+)");
    private static final String UNLIMITED = "unlimited";

    static final Kind<String> TEXT = new Kind<>("a text", Function.identity(), Function.identity());

    static final Kind<Boolean> TRUTH = new Kind<>(
            "true or false",
            text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null,
            String::valueOf);

    static final Kind<Integer> COUNT = new Kind<>("a whole number", Kind::count, String::valueOf);

    static final Kind<Integer> BYTES =
            new Kind<>("a number of bytes, such as 65536 or 64 KiB", text -> whole(amount(text)), String::valueOf);

    static final Kind<Long> LONG_BYTES = new Kind<>(
            "a number of bytes, such as 65536 or 64 KiB, or unlimited",
            text -> text.equals(UNLIMITED) ? Long.valueOf(Long.MAX_VALUE) : amount(text),
            bytes -> bytes == Long.MAX_VALUE ? UNLIMITED : String.valueOf(bytes));

    static final Kind<Duration> DURATION =
            new Kind<>("a time with its unit, such as 500 ms, 30 s, 5 min, 1 h or 2 d", Kind::duration, Kind::print);

    static final Kind<DataRate> DATA_RATE = new Kind<>(
            "bytes a second and the time of grace, such as 240/5s, or none",
            Kind::rate,
            rate -> rate.equals(DataRate.NONE) ? "none" : rate.bytesPerSecond() + "/" + print(rate.grace()));

    static final Kind<Refusal> REFUSAL = ofEnum(Refusal.values(), Kind::dashed);
    static final Kind<TlsVersion> TLS_VERSION = ofEnum(TlsVersion.values(), TlsVersion::javaName);
    static final Kind<ClientCertificates.Policy> POLICY = ofEnum(ClientCertificates.Policy.values(), Kind::dashed);

    private static <E extends Enum<E>> Kind<E> ofEnum(E[] constants, Function<E, String> name) {
        List<String> names = Arrays.stream(constants).map(name).toList();
        return new Kind<>(
                String.join(" or ", names), text -> names.contains(text) ? constants[names.indexOf(text)] : null, name);
    }

    private static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The value.
     *
     * @throws ConfigurationException if the text is of another form
     */
    T parse(Entry entry) throws ConfigurationException {
        T value = parser.apply(entry.text().strip());
        if (value == null) {
            throw new ConfigurationException(entry, entry.key() + " is \"" + entry.text() + "\"; it must be " + form);
        }
        return value;
    }

    String print(T value) {
        return printer.apply(value);
    }

    private static Integer count(String text) {
        return text.matches("-?\\d{1,10}") ? whole(Long.valueOf(text)) : null;
    }

    private static Integer whole(Long number) {
        return number == null || number != number.intValue() ? null : (Integer) number.intValue();
    }

    private static Long amount(String text) {
        Matcher found = AMOUNT.matcher(text);
        if (!found.matches()) {
            return null;
        }
        long unit = switch (found.group(2)) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case "kB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case null, default -> 1;
        };
        try {
            return Math.multiplyExact(Long.parseLong(found.group(1)), unit);
        } catch (ArithmeticException tooMuch) {
            return null;
        }
    }

    private static Duration duration(String text) {
        Matcher found = TIME.matcher(text);
        if (found.matches()) {
            long number = Long.parseLong(found.group(1));
            return switch (found.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "min" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return text.startsWith("P") ? Duration.parse(text) : null;
        } catch (DateTimeParseException anotherForm) {
            return null;
        }
    }

    /** In the largest unit that leaves nothing over. */
    private static String print(Duration duration) {
        long millis = duration.toMillis();
        if (!Duration.ofMillis(millis).equals(duration)) {
            return duration.toString();
        }
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + " h" : seconds + " s";
    }

    private static DataRate rate(String text) {
        if (text.equals("none")) {
            return DataRate.NONE;
        }
        Matcher found = RATE.matcher(text);
        Duration grace = found.matches() ? duration(found.group(2).strip()) : null;
        return grace == null ? null : new DataRate(Integer.parseInt(found.group(1)), grace);
    }
}
