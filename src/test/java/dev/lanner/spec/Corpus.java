package dev.lanner.spec;

import dev.lanner.spec.TextCase.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of all text tests, to begin fuzzing with. */
public final class Corpus {
    private Corpus() {}

    /** What the clients of all text tests with HTTP/1.1 send, one array for each. */
    public static List<byte[]> clients() {
        return sent(Protocol.HTTP_1_1);
    }

    /** What the clients of all text tests with HTTP/2 send, from the preface on: a list of frames for each. */
    public static List<List<byte[]>> sessions() {
        return TextCase.all().stream()
                .filter(text -> text.protocol() == Protocol.HTTP_2)
                .map(Corpus::frames)
                .filter(frames -> !frames.isEmpty())
                .toList();
    }

    private static List<byte[]> frames(TextCase text) {
        List<byte[]> frames = new ArrayList<>();
        if (text.steps().getFirst() instanceof TextCase.Begin) {
            TextFrame.parse(List.of("PREFACE", "SETTINGS", "SETTINGS ACK")).forEach(frame -> frames.add(frame.bytes()));
        }
        for (TextCase.Step step : text.steps()) {
            if (step instanceof TextCase.Send(String bytes)) {
                frames.addAll(cut(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return frames;
    }

    /** By their lengths, as far as they are true. */
    private static List<byte[]> cut(byte[] bytes) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = bytes.length - at;
            if (Arrays.mismatch(Arrays.copyOfRange(bytes, at, bytes.length), TextFrame.PREFACE)
                    == TextFrame.PREFACE.length) {
                length = TextFrame.PREFACE.length;
            } else if (length >= 9) {
                int said = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
                length = Math.min(length, 9 + said);
            }
            frames.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return frames;
    }

    private static List<byte[]> sent(Protocol protocol) {
        return TextCase.all().stream()
                .filter(text -> text.protocol() == protocol)
                .map(TextCase::sent)
                .toList();
    }
}
