package dev.lanner.feature;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What TLS agreed on for the connection. Given by the edge server on connections that have TLS. Immutable.
 *
 * <p>Behind a proxy that ends TLS, and tells of the client's certificate only, all but that may be empty.
 */
public interface TlsFeature {
    /**
     * The version.
     *
     * @return {@code TLSv1.3} or {@code TLSv1.2}
     */
    String protocol();

    /**
     * The cipher suite.
     *
     * @return its registered name, such as {@code TLS_AES_128_GCM_SHA256}
     */
    String cipherSuite();

    /**
     * The host that the client asked for (server name indication, RFC 6066 §3).
     *
     * @return the name in lower case; empty if the client named none
     */
    String serverName();

    /**
     * The application protocol that was agreed on by ALPN (RFC 7301).
     *
     * @return such as {@code h2} or {@code http/1.1}; empty if the client offered none
     */
    String applicationProtocol();

    /**
     * The client's certificate, which was verified, and the chain that it sent.
     *
     * @return its own first; empty if it showed none
     */
    List<X509Certificate> clientCertificates();

    /**
     * Whether the handshake went on with an earlier session, without certificates.
     *
     * @return true if it was abbreviated
     */
    boolean isResumed();
}
