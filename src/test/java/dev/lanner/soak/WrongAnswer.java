package dev.lanner.soak;

/** What came back is not what must come back. */
final class WrongAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongAnswer(String what) {
        super(what);
    }
}
