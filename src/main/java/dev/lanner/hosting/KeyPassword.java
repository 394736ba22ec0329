package dev.lanner.hosting;

import dev.lanner.internal.tls.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The password of a private key. It comes from a file or from the environment, never from the arguments, which everybody
 * on the machine can see.
 *
 * @param text the password; null if none was given
 * @param origin where it comes from, for a person; null if none was given
 */
record KeyPassword(String text, String origin) {
    static final String VARIABLE = "LANNER_KEY_PASSWORD";

    /** How to give one, for a person. */
    static final String ADVICE =
            "give it in a file by " + Option.KEY_PASSWORD_FILE.word() + ", or in the variable " + VARIABLE;

    static KeyPassword read(Arguments arguments, Map<String, String> environment) throws UsageException {
        String file = arguments.value(Option.KEY_PASSWORD_FILE);
        if (file == null) {
            String text = environment.get(VARIABLE);
            return text == null ? new KeyPassword(null, null) : new KeyPassword(text, VARIABLE);
        }
        try {
            String text = new String(SmallFile.read(Arguments.path(file)), StandardCharsets.UTF_8);
            return new KeyPassword(text.lines().findFirst().orElse(""), file);
        } catch (IOException mistake) {
            throw new UsageException(mistake.getMessage() + ".");
        }
    }

    @Override
    public String toString() {
        return "KeyPassword[origin=" + origin + "]";
    }
}
