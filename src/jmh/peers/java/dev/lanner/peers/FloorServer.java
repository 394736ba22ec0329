package dev.lanner.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What blocking IO on virtual threads costs at least, whatever is made of it: a thread for each connection looks for the
 * ends of heads, and writes for each the same bytes. That is no HTTP server: it believes that all requests of a connection
 * are like the first one, of which it looks for {@code close} and the length of the content; it has no limits and no
 * deadlines, and its {@code Date} is that of its start.
 */
final class FloorServer {
    private static final int INPUT = 2_048;
    private static final int CONTENT_INPUT = 65_536;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

    private static final String ANSWER_HEAD = "HTTP/1.1 200 OK\r\nDate: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
            + "\r\nContent-Type: text/plain\r\nContent-Length: ";

    private static final String GREETING = "Hello, World!";
    private static final byte[] PLAINTEXT = answer(GREETING, "");
    private static final byte[] LAST_PLAINTEXT = answer(GREETING, "Connection: close\r\n");

    /** For as many requests as one read can have brought. */
    private static final byte[] PLAINTEXTS = new String(PLAINTEXT, US_ASCII)
            .repeat(INPUT / "GET / HTTP/1.1\r\n\r\n".length())
            .getBytes(US_ASCII);

    private final InputStream in;
    private final OutputStream out;

    private FloorServer(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        in = client.getInputStream();
        out = client.getOutputStream();
    }

    public static void main(String[] arguments) throws IOException {
        Benchmark benchmark = Benchmark.of(arguments);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(Benchmark.address(benchmark.clear()), Benchmark.BACKLOG);
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            new FloorServer(client).answerAll();
        } catch (IOException gone) {
            // Then there is nobody to answer.
        }
    }

    private void answerAll() throws IOException {
        byte[] input = new byte[INPUT];
        int read = in.read(input);
        if (read < 0) {
            return;
        }
        String first = new String(input, 0, read, US_ASCII);
        Matcher length = CONTENT_LENGTH.matcher(first);
        if (length.find()) {
            answerContent(input, read, Long.parseLong(length.group(1)));
        } else if (first.contains("close")) {
            out.write(LAST_PLAINTEXT);
        } else {
            answerHeads(input, read);
        }
    }

    private void answerHeads(byte[] input, int first) throws IOException {
        int matched = 0;
        for (int read = first; read >= 0; read = in.read(input)) {
            int heads = 0;
            for (int i = 0; i < read; i++) {
                matched = input[i] == HEAD_END[matched] ? matched + 1 : input[i] == '\r' ? 1 : 0;
                if (matched == HEAD_END.length) {
                    heads++;
                    matched = 0;
                }
            }
            out.write(PLAINTEXTS, 0, heads * PLAINTEXT.length);
            Thread.yield(); // as Lanner does: others that are ready go first
        }
    }

    /** A head comes in one read, with the beginning of its content or without. */
    private void answerContent(byte[] head, int first, long length) throws IOException {
        byte[] answer = answer(Long.toString(length), "");
        byte[] content = new byte[CONTENT_INPUT];
        for (int read = first; read >= 0; read = in.read(head)) {
            long left = length + new String(head, 0, read, US_ASCII).indexOf("\r\n\r\n") + HEAD_END.length - read;
            while (left > 0) {
                int more = in.read(content);
                if (more < 0) {
                    return;
                }
                left -= more;
            }
            out.write(answer);
            Thread.yield();
        }
    }

    private static byte[] answer(String content, String fields) {
        return (ANSWER_HEAD + content.length() + "\r\n" + fields + "\r\n" + content).getBytes(US_ASCII);
    }
}
