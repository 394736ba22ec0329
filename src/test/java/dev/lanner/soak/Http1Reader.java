package dev.lanner.soak;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads answers in the format of RFC 9112, as strictly as it is written. Used by one thread. */
final class Http1Reader {
    private static final int LONGEST_LINE = 8_192;

    private final InputStream in;
    private final byte[] piece = new byte[16_384];

    Http1Reader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Reads 100 Continue, which must be the next that comes. */
    void readContinue(Answer answer) throws IOException {
        int status = status();
        answer.informational(status, fields());
        if (status != 100) {
            throw new WrongAnswer("the status is " + status + " instead of 100");
        }
    }

    /** Reads the answer whole; true if the connection closes behind it. */
    boolean read(Answer answer) throws IOException {
        int status = status();
        Map<String, String> fields = fields();
        while (status < 200) {
            answer.informational(status, fields);
            status = status();
            fields = fields();
        }
        String connection = fields.remove("connection");
        if (connection != null && !connection.equals("close")) {
            throw new WrongAnswer("Connection is " + connection);
        }
        String coding = fields.remove("transfer-encoding");
        String length = fields.get("content-length");
        answer.head(status, fields);
        boolean hasContent = answer.ask().kind() != Kind.HEAD && status != 304;
        if (hasContent && (length == null) == (coding == null)) {
            throw new WrongAnswer("the framing is " + coding + " and " + length);
        }
        if (hasContent && length != null) {
            content(answer, Long.parseLong(length));
            answer.end(Map.of());
        } else if (hasContent) {
            chunks(answer);
            answer.end(fields());
        } else {
            answer.end(Map.of());
        }
        return connection != null;
    }

    private void chunks(Answer answer) throws IOException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            content(answer, size);
            if (!line().isEmpty()) {
                throw new WrongAnswer("a chunk is longer than it says");
            }
        }
    }

    private long chunkSize() throws IOException {
        String line = line();
        try {
            return Long.parseLong(line, 16);
        } catch (NumberFormatException none) {
            throw new WrongAnswer("the size of a chunk is " + line);
        }
    }

    private void content(Answer answer, long length) throws IOException {
        for (long left = length; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(left, piece.length));
            if (read < 0) {
                throw new EOFException("the end came " + left + " bytes before the end of " + length);
            }
            answer.content(piece, 0, read);
            left -= read;
        }
    }

    private int status() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9] .*")) {
            throw new WrongAnswer("the status line is " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** Names in lower case. */
    Map<String, String> fields() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            String name = colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (colon < 0 || fields.put(name, line.substring(colon + 2)) != null) {
                throw new WrongAnswer("a field is " + line);
            }
        }
        return fields;
    }

    /** A line up to CRLF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int last = 0;
        for (int b = in.read(); b != '\n' || last != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(
                        line.isEmpty() ? "the end came instead of an answer" : "the end came within a line: " + line);
            }
            if (line.length() == LONGEST_LINE) {
                throw new WrongAnswer("a line is " + line);
            }
            line.append((char) b);
            last = b;
        }
        return line.substring(0, line.length() - 1);
    }

    InputStream in() {
        return in;
    }
}
