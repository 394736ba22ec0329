package dev.lanner.hosting;

/** The command was called in a way that it does not understand. The message says what is wrong, in one sentence. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
