package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceLayoutTest {
    private static final long SECOND = 1_000_000_000;

    private final TraceLayout file = new TraceLayout(false, false);
    private final TraceLayout terminal = new TraceLayout(true, false);

    @Test
    void linesTellTheirConnectionAndPiecesTheirTime() {
        assertThat(file.layOut("c1\n> GET / HTTP/1.1\\r\\n\n> \\r\\n", 5 * SECOND))
                .isEqualTo("""
                        c1      0.000  > GET / HTTP/1.1\\r\\n
                        c1             > \\r\\n
                        """);
        assertThat(file.layOut("c2\n> PREFACE", 6 * SECOND)).isEqualTo("c2      0.000  > PREFACE\n");
        assertThat(file.layOut("c1\n< (close)", 5 * SECOND + 1_234_000_000)).isEqualTo("c1      1.234  < (close)\n");
    }

    @Test
    void connectionsBeyondTheLastThousandAreForgotten() {
        for (int i = 0; i <= 1_000; i++) {
            file.layOut("c" + i + "\n> PREFACE", 0);
        }

        assertThat(file.layOut("c1\n< (close)", SECOND)).startsWith("c1      1.000");
        assertThat(file.layOut("c0\n< (close)", SECOND)).startsWith("c0      0.000");
    }

    @Test
    void terminalIsSparedLongContent() {
        String piece = "c1\n< DATA stream=1\n<   \"1\\n\"\n<   \"2\\n\"\n<   \"3\\n\"\n<   \"4\\n\"\n<   \"5\"";

        assertThat(terminal.layOut(piece + "\n< DATA stream=3\n<   \"6\"", 0)).isEqualTo("""
                        c1      0.000  < DATA stream=1
                        c1             <   "1\\n"
                        c1             <   "2\\n"
                        c1             <   "3\\n"
                        c1             <   (2 lines more)
                        c1             < DATA stream=3
                        c1             <   "6"
                        """);
        assertThat(terminal.layOut(piece, 0)).endsWith("<   (2 lines more)\n");
        assertThat(file.layOut(piece, 0)).endsWith("<   \"4\\n\"\nc1             <   \"5\"\n");
    }

    @Test
    void terminalIsSparedLongLines() {
        String line = "< " + "x".repeat(238);

        assertThat(terminal.layOut("c1\n" + line, 0)).endsWith(line + "\n");
        assertThat(terminal.layOut("c1\n" + line + "y", 0)).endsWith(line + " ...\n");
        assertThat(file.layOut("c1\n" + line + "y", 0)).endsWith(line + "y\n");
    }

    @Test
    void coloursTellTheSides() {
        assertThat(new TraceLayout(true, true)
                        .layOut("c1\n> PING\n< PING ACK", 0)
                        .lines())
                .containsExactly(
                        "\u001b[2mc1      0.000  \u001b[0m\u001b[36m> PING\u001b[0m",
                        "\u001b[2mc1             \u001b[0m\u001b[32m< PING ACK\u001b[0m");
    }
}
