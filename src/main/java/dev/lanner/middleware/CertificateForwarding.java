package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.feature.TlsFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.server.TrustedPeers;
import java.io.ByteArrayInputStream;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Behind a reverse proxy that ends TLS, lets the application see the client's certificate in {@link TlsFeature}, as the proxy
 * tells it in a field. The proxy must have verified it, and must set the field itself, or remove it, in every request.
 *
 * <p>The field is believed if the other end of this server's socket is trusted ({@link ConnectionFeature#peerAddress}), so it
 * does not matter whether this comes before {@link ForwardedHeaders}. It is never passed on to the application, whoever sent
 * it. One that is malformed is no certificate, and counted ({@link #malformed()}); an empty one is none.
 *
 * <p>Understood are the certificate in DER as Base64 (HAProxy's {@code %[ssl_c_der,base64]}), the same between colons
 * ({@code Client-Cert}, RFC 9440), in PEM with blanks in the place of line ends (httpd's {@code SSL_CLIENT_CERT}), and in PEM,
 * percent-encoded (nginx's {@code $ssl_client_escaped_cert}). For any number of threads.
 */
public final class CertificateForwarding implements Middleware {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.middleware");

    private final HeaderName field;
    private final TrustedPeers trusted;
    private final AtomicLong malformed = new AtomicLong();

    /**
     * From {@code X-Client-Cert}, told by this machine.
     */
    public CertificateForwarding() {
        this("X-Client-Cert", TrustedPeers.LOOPBACK);
    }

    /**
     * From another field, or told by others.
     *
     * @param field the field's name
     * @param trusted whose word is taken
     * @throws IllegalArgumentException if the name is not a token
     */
    public CertificateForwarding(String field, TrustedPeers trusted) {
        this.field = HeaderName.of(field);
        this.trusted = Objects.requireNonNull(trusted, "trusted");
    }

    /**
     * How often a trusted peer sent a field that is no certificate.
     *
     * @return 0 or more
     */
    public long malformed() {
        return malformed.get();
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        FeatureCollection features = context.features();
        RequestFeature request = features.require(RequestFeature.class);
        String value = request.headers().joined(field);
        if (value != null) {
            ConnectionFeature connection = features.get(ConnectionFeature.class);
            if (connection != null && trusted.contains(connection.peerAddress()) && !isNone(value)) {
                believe(value, features, connection);
            }
            Headers headers = request.headers().copy();
            headers.remove(field);
            headers.lock();
            features.set(RequestFeature.class, RewrittenRequest.of(request).withHeaders(headers));
        }
        next.handle(context);
    }

    /** What httpd says where there is none, too. */
    private static boolean isNone(String value) {
        return value.isEmpty() || value.equals("(null)");
    }

    private void believe(String value, FeatureCollection features, ConnectionFeature connection) {
        try {
            X509Certificate certificate = certificate(value);
            features.set(TlsFeature.class, new ForwardedTls(features.get(TlsFeature.class), List.of(certificate)));
        } catch (CertificateException | IllegalArgumentException bad) {
            if (malformed.incrementAndGet() == 1) {
                LOGGER.log(
                        Level.WARNING,
                        "{0}: {1} of a trusted proxy is no certificate; see how the proxy is set up. From now on this is only"
                                + " counted",
                        connection.id(),
                        field);
            }
        }
    }

    private static X509Certificate certificate(String value) throws CertificateException {
        String text = value.indexOf('%') < 0
                ? value
                : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        String base64 = text.replace("-----BEGIN CERTIFICATE-----", "")
                .replace("-----END CERTIFICATE-----", "")
                .replaceAll("[:\\s]", "");
        byte[] der = Base64.getDecoder().decode(base64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /**
     * TLS between the client and the proxy, of which only the certificate is known.
     *
     * @param own TLS between the proxy and this server; null in the clear
     */
    private record ForwardedTls(TlsFeature own, List<X509Certificate> clientCertificates) implements TlsFeature {
        @Override
        public String protocol() {
            return own == null ? "" : own.protocol();
        }

        @Override
        public String cipherSuite() {
            return own == null ? "" : own.cipherSuite();
        }

        @Override
        public String serverName() {
            return own == null ? "" : own.serverName();
        }

        @Override
        public String applicationProtocol() {
            return own == null ? "" : own.applicationProtocol();
        }

        @Override
        public boolean isResumed() {
            return own != null && own.isResumed();
        }
    }
}
