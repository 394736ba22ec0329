package dev.lanner.internal.forward;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpVersion;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Set;

/**
 * The fields that an application gets: those of the client without what belongs to its connection and what only a gateway may
 * say, and then what this one says.
 */
public final class RequestFields {
    /** Says that a request came by the gateway. The names are those of the ASP.NET Core Module. */
    public static final HeaderName TOKEN = HeaderName.of("MS-ASPNETCORE-TOKEN");

    /** How many characters of the path are the path base: whoever answers may be mounted in several places. */
    public static final HeaderName PATH_BASE = HeaderName.of("Lanner-Path-Base");

    /** The process may delegate the request, by a {@link DelegationAnswer}. */
    public static final HeaderName DELEGABLE = HeaderName.of("Lanner-Delegable");

    /** Whoever wants the content is to ask for it; the client has not said so itself. */
    public static final HeaderName WITHHELD = HeaderName.of("Lanner-Withheld");

    private static final HeaderName CERTIFICATE = HeaderName.of("MS-ASPNETCORE-CLIENTCERT");
    private static final String MODULE_PREFIX = "ms-aspnetcore-";
    private static final String OUR_PREFIX = "lanner-";
    private static final String TRAILERS = "trailers";

    /** What a client may not say, since applications believe a gateway that does; {@code X-Forwarded-For} and -Proto are added to. */
    private static final Set<String> FORGED = Set.of(
            "forwarded",
            "x-forwarded-host",
            "x-forwarded-prefix",
            "x-original-for",
            "x-original-proto",
            "x-original-host");

    /** Some programs take an underscore for a hyphen: then these would be taken for ours. */
    private static final Set<String> OURS = Set.of(
            "x-forwarded-for", "x-forwarded-proto", "content-length", "transfer-encoding", "host", "via", "connection");

    private RequestFields() {}

    /** The fields of a request for the process with that token, without those that tell how its content ends. */
    static Headers of(FeatureCollection features, RequestFeature request, PairingToken token) {
        Headers received = request.headers();
        Headers sent = new Headers();
        sent.set(HeaderName.HOST, request.authority().isEmpty() ? "localhost" : request.authority());
        for (int i = 0; i < received.size(); i++) {
            if (isPassedOn(received, received.name(i))) {
                sent.add(received.name(i), received.value(i));
            }
        }
        String version = request.version() == HttpVersion.HTTP_1_0
                ? "1.0"
                : request.version() == HttpVersion.HTTP_1_1 ? "1.1" : "2";
        append(sent, received, HeaderName.VIA, version + " lanner");
        ConnectionFeature connection = features.get(ConnectionFeature.class);
        String client = connection == null ? null : address(connection.remoteAddress());
        append(sent, received, HeaderName.X_FORWARDED_FOR, client == null ? "unknown" : client);
        append(sent, received, HeaderName.X_FORWARDED_PROTO, request.scheme());
        if (received.hasToken(HeaderName.TE, TRAILERS)) {
            sent.set(HeaderName.TE, TRAILERS).set(HeaderName.CONNECTION, "TE");
        }
        sent.set(TOKEN, token.value());
        if (!request.pathBase().isEmpty()) {
            sent.set(PATH_BASE, Integer.toString(request.pathBase().length()));
        }
        addCertificate(sent, features.get(TlsFeature.class));
        return sent;
    }

    private static boolean isPassedOn(Headers received, HeaderName name) {
        if (name == HeaderName.HOST
                || name == HeaderName.CONTENT_LENGTH
                || name == HeaderName.VIA
                || name == HeaderName.X_FORWARDED_FOR
                || name == HeaderName.X_FORWARDED_PROTO
                || HopByHop.contains(received, name)) {
            return false;
        }
        return mayBeClients(name);
    }

    /** Whether a client may say such a field, in its head or behind its content. */
    static boolean mayBeClients(HeaderName name) {
        String text = name.lowerCase();
        String hyphens = text.replace('_', '-');
        return !hyphens.startsWith(MODULE_PREFIX)
                && !hyphens.startsWith(OUR_PREFIX)
                && !FORGED.contains(hyphens)
                && (hyphens.equals(text) || !OURS.contains(hyphens));
    }

    /** The same of a field behind its content, where none is that we add to in the head. */
    static boolean mayBeClientsTrailer(HeaderName name) {
        return mayBeClients(name) && !OURS.contains(name.lowerCase());
    }

    /** Behind what proxies before us have said, which an application believes as far as it trusts them. */
    private static void append(Headers sent, Headers received, HeaderName name, String value) {
        String before = received.joined(name);
        sent.set(name, before == null || before.isEmpty() ? value : before + ", " + value);
    }

    private static String address(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet)) {
            return null;
        }
        InetAddress address = inet.getAddress();
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String host = zone < 0 ? text : text.substring(0, zone);
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    private static void addCertificate(Headers sent, TlsFeature tls) {
        if (tls != null && !tls.clientCertificates().isEmpty()) {
            try {
                byte[] der = tls.clientCertificates().getFirst().getEncoded();
                sent.set(CERTIFICATE, Base64.getEncoder().encodeToString(der));
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
