package dev.lanner.gateway;

/** The application did not start. The message is a sentence for the log, and never for clients. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    StartFailure(String sentence) {
        super(sentence, null, false, false);
    }
}
