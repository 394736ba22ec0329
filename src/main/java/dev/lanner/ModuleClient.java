package dev.lanner;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.http.Authority;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The client behind a module, as the module's fields tell of it. What makes no sense tells nothing. */
final class ModuleClient {
    private ModuleClient() {}

    /**
     * The connection to the module, with the client at its other end.
     *
     * @param id of the connection to the module
     * @param remoteAddress the client's
     * @param localAddress of the connection to the module
     */
    record Connection(String id, SocketAddress remoteAddress, SocketAddress localAddress)
            implements ConnectionFeature {}

    /**
     * What a module tells of TLS: the certificate alone.
     *
     * @param clientCertificates one
     */
    record Tls(List<X509Certificate> clientCertificates) implements TlsFeature {
        @Override
        public String protocol() {
            return "";
        }

        @Override
        public String cipherSuite() {
            return "";
        }

        @Override
        public String serverName() {
            return "";
        }

        @Override
        public String applicationProtocol() {
            return "";
        }

        @Override
        public boolean isResumed() {
            return false;
        }
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}; null for anything else. Never looks up a name. */
    static SocketAddress address(String text) {
        Authority authority = text == null ? null : Authority.parse(text);
        if (authority == null) {
            return null;
        }
        String host = authority.host();
        boolean literal = host.startsWith("[") || host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
        if (host.isEmpty() || !literal) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Math.max(0, authority.port()));
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    /** A certificate as DER in Base64; null for anything else. */
    static X509Certificate certificate(String text) {
        if (text == null) {
            return null;
        }
        try {
            byte[] der = Base64.getDecoder().decode(text);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IllegalArgumentException | CertificateException noCertificate) {
            return null;
        }
    }
}
