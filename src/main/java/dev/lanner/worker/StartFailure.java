package dev.lanner.worker;

/** The application did not start. The message is a sentence for the log, and never for clients. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final StartFault fault;

    StartFailure(StartFault fault, String sentence) {
        super(sentence, null, false, false);
        this.fault = fault;
    }

    StartFault fault() {
        return fault;
    }
}
