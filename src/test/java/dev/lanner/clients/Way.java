package dev.lanner.clients;

import dev.lanner.http.HttpVersion;
import java.util.Arrays;
import java.util.stream.Stream;

/** The ways to one server: each protocol in the clear (HTTP/2 by prior knowledge) and over TLS (by ALPN). */
public enum Way {
    HTTP1(HttpVersion.HTTP_1_1, "http"),
    HTTP1_TLS(HttpVersion.HTTP_1_1, "https"),
    HTTP2(HttpVersion.HTTP_2, "http"),
    HTTP2_TLS(HttpVersion.HTTP_2, "https");

    private final HttpVersion version;
    private final String scheme;

    Way(HttpVersion version, String scheme) {
        this.version = version;
        this.scheme = scheme;
    }

    /** For clients that speak HTTP/2 alone. */
    public static Stream<Way> http2() {
        return Arrays.stream(values()).filter(Way::isHttp2);
    }

    /** For what only TLS has. */
    public static Stream<Way> tls() {
        return Arrays.stream(values()).filter(Way::isTls);
    }

    public HttpVersion version() {
        return version;
    }

    public String scheme() {
        return scheme;
    }

    public boolean isHttp2() {
        return version == HttpVersion.HTTP_2;
    }

    public boolean isTls() {
        return scheme.equals("https");
    }
}
