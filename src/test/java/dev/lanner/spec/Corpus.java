package dev.lanner.spec;

import java.util.List;

/** The bytes of all text tests, to begin fuzzing with. */
public final class Corpus {
    private Corpus() {}

    /** What the clients of all text tests send, one array for each. */
    public static List<byte[]> clients() {
        return TextCase.all().stream().map(TextCase::sent).toList();
    }
}
