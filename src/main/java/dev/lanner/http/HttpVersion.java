package dev.lanner.http;

/** The protocol that carried a request, as far as it changes what a request or response may have (RFC 9110 §2.5). */
public enum HttpVersion {
    /** HTTP/1.0: no chunked coding, no persistence unless asked for. */
    HTTP_1_0("HTTP/1.0"),
    /** HTTP/1.1 (RFC 9112), and every higher minor version of HTTP/1. */
    HTTP_1_1("HTTP/1.1"),
    /** HTTP/2 (RFC 9113). */
    HTTP_2("HTTP/2");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** The protocol's name and version, such as {@code HTTP/1.1}. */
    @Override
    public String toString() {
        return text;
    }
}
