package dev.lanner.configuration;

import java.io.IOException;

/**
 * A mistake in a configuration. The message is one sentence that begins with the place of the mistake, for the person who
 * has made it; where in the code it was found helps nobody, so there is no stack trace.
 */
public final class ConfigurationException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * A mistake.
     *
     * @param message one sentence, without a full stop at its end
     */
    ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(Entry entry, String mistake) {
        super(entry.origin() + ": " + mistake);
    }

    /**
     * Does nothing.
     *
     * @return this
     */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }
}
