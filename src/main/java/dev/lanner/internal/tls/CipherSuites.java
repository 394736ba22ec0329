package dev.lanner.internal.tls;

import dev.lanner.server.TlsVersion;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** The cipher suites that are spoken here: authenticated encryption and ephemeral keys, nothing else. */
public final class CipherSuites {
    /** In our order, which decides. AES-128 first: it costs least and lacks nothing. */
    private static final List<String> WANTED = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /** Those of ours that this Java machine has. */
    static String[] of(SSLEngine engine) {
        List<String> supported = Arrays.asList(engine.getSupportedCipherSuites());
        return WANTED.stream().filter(supported::contains).toArray(String[]::new);
    }

    /**
     * Whether HTTP/2 refuses what a handshake has agreed on (RFC 9113 §9.2). Since nothing of that is offered here, it never
     * should have to.
     *
     * @param version as {@code javax.net.ssl} names it
     * @param suite its registered name
     */
    public static boolean isForbiddenInHttp2(String version, String suite) {
        boolean old = Arrays.stream(TlsVersion.values())
                .noneMatch(spoken -> spoken.javaName().equals(version));
        return old || isForbiddenInHttp2(suite);
    }

    /**
     * Whether HTTP/2 refuses a suite (RFC 9113 appendix A). The list there is every suite of TLS 1.2 and before that has
     * no ephemeral key exchange or no authenticated encryption, as its last paragraph says; so that is what is asked.
     *
     * @param suite its registered name
     */
    static boolean isForbiddenInHttp2(String suite) {
        int with = suite.indexOf("_WITH_");
        if (with < 0) {
            return !suite.startsWith("TLS_AES_") && !suite.startsWith("TLS_CHACHA20_");
        }
        String exchange = suite.substring(0, with);
        boolean ephemeral = exchange.startsWith("TLS_ECDHE_") || exchange.startsWith("TLS_DHE_");
        String cipher = suite.substring(with);
        boolean authenticated = cipher.contains("_GCM_") || cipher.contains("_CCM") || cipher.contains("_POLY1305_");
        return !ephemeral || !authenticated;
    }
}
