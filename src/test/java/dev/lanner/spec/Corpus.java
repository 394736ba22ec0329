package dev.lanner.spec;

import dev.lanner.spec.TextCase.Protocol;
import java.util.List;

/** The bytes of all text tests, to begin fuzzing with. */
public final class Corpus {
    private Corpus() {}

    /** What the clients of all text tests with HTTP/1.1 send, one array for each. */
    public static List<byte[]> clients() {
        return sent(Protocol.HTTP_1_1);
    }

    private static List<byte[]> sent(Protocol protocol) {
        return TextCase.all().stream()
                .filter(text -> text.protocol() == protocol)
                .map(TextCase::sent)
                .toList();
    }
}
