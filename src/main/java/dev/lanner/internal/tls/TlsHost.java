package dev.lanner.internal.tls;

import dev.lanner.server.ClientCertificates;
import dev.lanner.server.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One host of the table of names: its keys, whom it believes, and its sessions. Since sessions and tickets belong to a
 * context, and each host has its own, none can be resumed under the name of a host that asks more of its clients.
 * Immutable, for any number of threads.
 */
final class TlsHost {
    /** Sessions of TLS 1.2 clients without tickets. All others keep theirs themselves. */
    private static final int SESSIONS = 4_096;

    private final SSLContext context;
    private final SSLParameters parameters;

    TlsHost(
            List<Credential> credentials,
            ClientCertificates.Policy policy,
            List<X509Certificate> authorities,
            TlsVersion minimumVersion,
            List<String> applicationProtocols)
            throws IOException {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ServerKeys(credentials)}, trust(policy, authorities), null);
        } catch (GeneralSecurityException failed) {
            throw new IOException("this Java machine can't set up TLS: " + failed.getMessage(), failed);
        }
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        String[] versions = Arrays.stream(TlsVersion.values())
                .filter(version -> version.compareTo(minimumVersion) >= 0)
                .map(TlsVersion::javaName)
                .toArray(String[]::new);
        parameters = new SSLParameters(CipherSuites.of(context.createSSLEngine()), versions);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        switch (policy) {
            case NONE -> parameters.setNeedClientAuth(false);
            case ALLOWED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
    }

    private static TrustManager[] trust(ClientCertificates.Policy policy, List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        if (policy == ClientCertificates.Policy.NONE) {
            return new TrustManager[] {new Nobody()};
        }
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            anchors.setCertificateEntry("authority " + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    /** A new engine that speaks as this host. */
    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Believes nobody, and spares the loading of the machine's authorities. */
    private static final class Nobody extends X509ExtendedTrustManager {
        private static CertificateException refused() {
            return new CertificateException("client certificates are not asked for");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw refused();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw refused();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw refused();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw refused();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw refused();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw refused();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
