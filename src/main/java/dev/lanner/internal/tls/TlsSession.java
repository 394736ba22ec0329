package dev.lanner.internal.tls;

import dev.lanner.feature.TlsFeature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What a handshake has agreed on. Nothing of a connection is kept in the engine's session: sessions are shared. */
record TlsSession(
        String protocol,
        String cipherSuite,
        String serverName,
        String applicationProtocol,
        List<X509Certificate> clientCertificates,
        X509Certificate serverCertificate,
        boolean isResumed)
        implements TlsFeature {
    /** @param began when the handshake began, in milliseconds of the day: a session from before was resumed */
    static TlsSession of(SSLEngine engine, String serverName, long began) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName,
                protocol == null ? "" : protocol,
                certificates(session),
                own(session),
                session.getCreationTime() < began);
    }

    private static X509Certificate own(SSLSession session) {
        Certificate[] chain = session.getLocalCertificates();
        return chain == null ? null : (X509Certificate) chain[0];
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (var certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
        return List.copyOf(chain);
    }
}
