package dev.lanner.internal.tls;

import dev.lanner.server.CertificateSource;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What TLS tests share. */
public final class TlsTesting {
    private TlsTesting() {}

    /** A context of a client that believes every server, and shows a certificate if it is given one. */
    public static SSLContext trustingAll(KeyManager... keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.length == 0 ? null : keys, new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException never) {
            throw new AssertionError(never);
        }
    }

    /** A certificate that is made now. */
    public static CertificateSource certificate(Instant now) {
        Credential made = DevelopmentCertificate.make(now).credential();
        return CertificateSource.of(made.key(), made.chain());
    }

    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
