package dev.lanner.internal.forward;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * How a process answers that a request, which it has not touched, is for another queue: 421 with a field that brings the pairing
 * token, which no application and no client knows. Without it the field is one that an application has set, and means nothing.
 */
public final class DelegationAnswer {
    /** In the answer. Is never passed on. */
    static final HeaderName FIELD = HeaderName.of("Lanner-Delegate");

    private DelegationAnswer() {}

    /** The process's side: what it answers. */
    public static void write(Headers fields, PairingToken token, String queue) {
        fields.set(FIELD, token.value() + " " + URLEncoder.encode(queue, StandardCharsets.UTF_8));
    }

    /** The queue's name; null if it is an answer as any other. */
    static String queue(int status, Headers fields, PairingToken token) {
        if (status != HttpStatus.MISDIRECTED_REQUEST || fields.count(FIELD) != 1) {
            return null;
        }
        String[] words = fields.first(FIELD).split(" ", -1);
        try {
            return words.length == 2 && token.is(words[0]) ? URLDecoder.decode(words[1], StandardCharsets.UTF_8) : null;
        } catch (IllegalArgumentException noName) {
            return null;
        }
    }
}
