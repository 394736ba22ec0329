package dev.lanner.internal.forward;

import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.internal.net.ByteOutput;
import java.io.IOException;

/** Writes the head of a request (RFC 9112 §3). All of it has been checked: methods are tokens, and fields can't split. */
final class RequestHead {
    private static final String CRLF = "\r\n";

    private RequestHead() {}

    static void write(ByteOutput out, HttpMethod method, String target, Headers fields) throws IOException {
        out.write(method.name());
        out.write(' ');
        out.write(target);
        out.write(" HTTP/1.1\r\n");
        for (int i = 0; i < fields.size(); i++) {
            out.writeField(fields.name(i), fields.value(i));
        }
        out.write(CRLF);
    }
}
