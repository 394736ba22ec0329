package dev.lanner.server;

/** The versions of TLS that are spoken here; older ones are broken (RFC 8996). In order. */
public enum TlsVersion {
    /** TLS 1.2 (RFC 5246), with AEAD cipher suites and ephemeral keys alone. */
    TLS_1_2("TLSv1.2"),
    /** TLS 1.3 (RFC 8446). */
    TLS_1_3("TLSv1.3");

    private final String javaName;

    TlsVersion(String javaName) {
        this.javaName = javaName;
    }

    /**
     * The name that {@code javax.net.ssl} has for it.
     *
     * @return such as {@code TLSv1.3}
     */
    public String javaName() {
        return javaName;
    }
}
