package dev.lanner.worker;

/** The application did not start. The message is a sentence for the log, and never for clients. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final StartFault fault;

    StartFailure(StartFault fault, String sentence) {
        this(fault, sentence, null);
    }

    /** @param cause what the application threw, for the log; null if it threw nothing */
    StartFailure(StartFault fault, String sentence, Throwable cause) {
        super(sentence, cause, false, false);
        this.fault = fault;
    }

    StartFault fault() {
        return fault;
    }
}
