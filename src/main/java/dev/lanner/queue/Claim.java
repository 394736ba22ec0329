package dev.lanner.queue;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.forward.PairingToken;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * What a process asks of a broker: which queue to serve. Travels as the fields of a request; what came is checked like options of
 * a program.
 *
 * @param token what each request that is passed on must bring
 */
record Claim(QueueOptions options, PairingToken token) {
    /** The protocol that control connections change to (RFC 9110 §7.8). */
    static final String PROTOCOL = "lanner-queue";

    /** Of the process: it listens at its place. */
    static final String READY = "ready";

    /** Of the process: it wants no more requests. */
    static final String LEAVE = "leave";

    /** Of the process, with a name behind it: is there such a queue? Of the broker, with the name: there is. */
    static final String QUEUE = "queue";

    /** Of the broker, with a name behind it: there is no such queue. */
    static final String NO_QUEUE = "no-queue";

    /** Of the broker, with the prefixes behind it: requests come from now on. */
    static final String SERVING = "serving";

    /** Of the broker, with a sentence behind it. */
    static final String REFUSED = "refused";

    /** Of the broker: all requests have ended. */
    static final String LEFT = "left";

    /** In the answer: the path where to listen. */
    static final HeaderName SOCKET = HeaderName.of("Lanner-Socket");

    private static final HeaderName NAME = HeaderName.of("Lanner-Queue");
    private static final HeaderName MODE = HeaderName.of("Lanner-Mode");
    private static final HeaderName PREFIX = HeaderName.of("Lanner-Prefix");
    private static final HeaderName LIMIT = HeaderName.of("Lanner-Limit");
    private static final HeaderName TIMEOUT = HeaderName.of("Lanner-Timeout-Millis");
    private static final HeaderName VERBOSITY = HeaderName.of("Lanner-Verbosity");
    private static final HeaderName REQUESTS = HeaderName.of("Lanner-Requests");
    private static final HeaderName TOKEN = HeaderName.of("Lanner-Token");
    private static final String TOKEN_FORM = "[0-9a-f]{32}";

    /** The fields. */
    Headers fields() {
        Headers fields = new Headers();
        if (options.name() != null) {
            fields.add(NAME, encoded(options.name()));
        }
        fields.add(MODE, lower(options.mode()));
        options.prefixes().forEach(prefix -> fields.add(PREFIX, encoded(prefix.toString())));
        fields.add(LIMIT, "" + options.limit());
        fields.add(TIMEOUT, "" + options.timeout().toMillis());
        fields.add(VERBOSITY, lower(options.verbosity()));
        fields.add(REQUESTS, "" + options.requests());
        return fields.add(TOKEN, token.value());
    }

    /**
     * Reads the fields.
     *
     * @throws IllegalArgumentException in one sentence, if something is wrong or missing
     */
    static Claim of(Headers fields) {
        String token = text(fields, TOKEN);
        if (!token.matches(TOKEN_FORM)) {
            throw new IllegalArgumentException("the field " + TOKEN + " is no token");
        }
        QueueOptions.Builder options = QueueOptions.builder()
                .mode(constant(QueueMode.class, fields, MODE))
                .limit(number(fields, LIMIT))
                .timeout(Duration.ofMillis(number(fields, TIMEOUT)))
                .verbosity(constant(Verbosity.class, fields, VERBOSITY))
                .requests(number(fields, REQUESTS));
        if (fields.contains(NAME)) {
            options.name(decoded(text(fields, NAME)));
        }
        fields.all(PREFIX).forEach(prefix -> options.prefix(decoded(prefix)));
        return new Claim(options.build(), new PairingToken(token));
    }

    private static String text(Headers fields, HeaderName name) {
        if (fields.count(name) != 1) {
            throw new IllegalArgumentException("the field " + name + " must be there once");
        }
        return fields.first(name);
    }

    private static int number(Headers fields, HeaderName name) {
        try {
            return Integer.parseInt(text(fields, name));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("the field " + name + " is no number", noNumber);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Headers fields, HeaderName name) {
        String word = text(fields, name);
        for (E each : type.getEnumConstants()) {
            if (lower(each).equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("the field " + name + " has no value that is known");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A text as a word of ASCII. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String decoded(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
