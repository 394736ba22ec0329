package dev.lanner.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;

/** Writes requests in the format of RFC 9112. Used by one thread. */
final class Http1Writer {
    private static final int LARGEST_PIECE = 32_768;

    private final OutputStream out;
    private final Random random;

    Http1Writer(OutputStream out, Random random) {
        this.out = out;
        this.random = random;
    }

    void head(Ask ask) throws IOException {
        StringBuilder head = new StringBuilder()
                .append(ask.method())
                .append(' ')
                .append(ask.target())
                .append(" HTTP/1.1\r\nHost: localhost\r\n");
        List<String> fields = ask.fields();
        for (int i = 0; i < fields.size(); i += 2) {
            head.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
        }
        Upload upload = ask.upload();
        if (upload != null) {
            head.append(
                    upload.isDeclared()
                            ? "Content-Length: " + upload.length() + "\r\n"
                            : "Transfer-Encoding: chunked\r\n");
            head.append(upload.isExpecting() ? "Expect: 100-continue\r\n" : "");
        }
        out.write(Http1Talk.ascii(head.append("\r\n").toString()));
    }

    /** The content of a request, if it has any, in pieces. */
    void content(Ask ask) throws IOException {
        Upload upload = ask.upload();
        if (upload == null) {
            return;
        }
        Pattern pattern = new Pattern(ask.marker());
        byte[] piece = new byte[(int) Math.min(upload.length(), 1 + random.nextInt(LARGEST_PIECE))];
        for (long sent = 0; sent < upload.length(); ) {
            int count = (int) Math.min(piece.length, upload.length() - sent);
            pattern.fill(piece, 0, count, sent);
            if (!upload.isDeclared()) {
                out.write(Http1Talk.ascii(Integer.toHexString(count) + "\r\n"));
            }
            out.write(piece, 0, count);
            if (!upload.isDeclared()) {
                out.write(Http1Talk.ascii("\r\n"));
            }
            sent += count;
        }
        if (!upload.isDeclared()) {
            String trailers = upload.trailer() == null ? "" : "X-Sum: " + upload.trailer() + "\r\n";
            out.write(Http1Talk.ascii("0\r\n" + trailers + "\r\n"));
        }
    }
}
