package dev.lanner.gateway;

/** A request that is answered by the gateway itself, since the application can't. Has no stack trace: it is an answer. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param sentence what the client is told */
    Unavailable(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    /** 502, 503 or 504. */
    int status() {
        return status;
    }
}
