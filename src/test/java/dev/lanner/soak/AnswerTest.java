package dev.lanner.soak;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.soak.Ask.Content;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The soak's clients see a single byte that is wrong. */
class AnswerTest {
    private static final long MARKER = 0x1234;
    private static final int LENGTH = 1_000;
    private static final Map<String, String> FIELDS = Map.of(
            "content-length",
            "1000",
            "x-marker",
            "1234",
            "date",
            "today",
            "server",
            "Lanner",
            "content-type",
            "application/octet-stream");

    private static Answer answer() {
        return new Answer(new Ask(
                Kind.DOWNLOAD,
                MARKER,
                "GET",
                "/content/1000?1234",
                List.of(),
                null,
                false,
                200,
                Map.of("content-length", "1000"),
                new Content(new Pattern(MARKER), 0, LENGTH),
                null));
    }

    private static void play(Map<String, String> fields, byte[] content) {
        Answer answer = answer();
        answer.head(200, fields);
        answer.content(content, 0, 10);
        answer.content(content, 10, content.length - 10);
        answer.end(Map.of());
    }

    private static byte[] content(int length) {
        return new Pattern(MARKER).bytes(0, length);
    }

    @Test
    void rightOneIsRight() {
        assertThatCode(() -> play(FIELDS, content(LENGTH))).doesNotThrowAnyException();
    }

    @Test
    void oneByte() {
        byte[] content = content(LENGTH);
        content[999] ^= 1;

        assertThatThrownBy(() -> play(FIELDS, content))
                .hasMessage("the content is another instead of the pattern at 999");
    }

    @Test
    void contentOfAnotherRequest() {
        byte[] content = new Pattern(MARKER + 1).bytes(0, LENGTH);

        assertThatThrownBy(() -> play(FIELDS, content)).isInstanceOf(WrongAnswer.class);
    }

    @Test
    void lengths() {
        assertThatThrownBy(() -> play(FIELDS, content(LENGTH - 1))).isInstanceOf(WrongAnswer.class);
        assertThatThrownBy(() -> play(FIELDS, content(LENGTH + 1))).isInstanceOf(WrongAnswer.class);
    }

    @Test
    void fields() {
        Map<String, String> one = new HashMap<>(FIELDS);
        one.put("x-marker", "1235");
        assertThatThrownBy(() -> play(one, content(LENGTH))).hasMessage("x-marker is 1235 instead of 1234");
        Map<String, String> more = new HashMap<>(FIELDS);
        more.put("x-other", "");
        assertThatThrownBy(() -> play(more, content(LENGTH))).isInstanceOf(WrongAnswer.class);
    }

    @Test
    void statusAndOrder() {
        assertThatThrownBy(() -> answer().head(500, FIELDS)).hasMessage("the status is 500 instead of 200");
        assertThatThrownBy(() -> answer().informational(103, Map.of())).isInstanceOf(WrongAnswer.class);
        assertThatThrownBy(() -> answer().end(Map.of())).isInstanceOf(WrongAnswer.class);
        assertThatThrownBy(() -> answer().content(new byte[1], 0, 1)).isInstanceOf(WrongAnswer.class);
    }
}
