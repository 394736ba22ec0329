package dev.lanner.internal.text;

import java.io.IOException;
import java.util.regex.Pattern;

/** A mistake in a file that a person wrote. The message is one sentence that begins with the place. */
public final class JsonException extends IOException {
    private static final long serialVersionUID = 1;

    /** A name in the file can have anything in it, and is shown on a terminal. */
    private static final Pattern LINE_BREAKING = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    /** @param mistake without a full stop at its end */
    public JsonException(Position position, String mistake) {
        super(position + ": " + LINE_BREAKING.matcher(mistake).replaceAll("?"));
    }
}
