package dev.lanner.soak;

/** The ways to the server: each protocol in the clear (HTTP/2 by prior knowledge) and over TLS (by ALPN). */
enum Way {
    HTTP1("http/1.1", false),
    HTTP1_TLS("http/1.1", true),
    HTTP2("h2", false),
    HTTP2_TLS("h2", true);

    private final String alpn;
    private final boolean tls;

    Way(String alpn, boolean tls) {
        this.alpn = alpn;
        this.tls = tls;
    }

    String alpn() {
        return alpn;
    }

    boolean isTls() {
        return tls;
    }

    boolean isHttp2() {
        return alpn.equals("h2");
    }
}
