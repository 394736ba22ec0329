package dev.lanner.gateway;

import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A client's wish to leave HTTP, as an application of HTTP/1.1 understands it: by {@code Upgrade} (RFC 9110 §7.8). The
 * extended CONNECT of HTTP/2, by which browsers open WebSockets, becomes one (RFC 8441 §5, RFC 6455 §4).
 */
final class Upgrading {
    private static final String WEBSOCKET = "websocket";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** RFC 6455 §1.3. */
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpContext context;

    /** What the client lists. */
    private final String protocols;

    /** Of the handshake that the client has left out; null if it has not. */
    private final String key;

    private Upgrading(HttpContext context, String protocols, String key) {
        this.context = context;
        this.protocols = protocols;
        this.key = key;
    }

    /** Null if the client wants HTTP. */
    static Upgrading of(HttpContext context) {
        if (isWebSocket(context)) {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            return new Upgrading(context, WEBSOCKET, Base64.getEncoder().encodeToString(nonce));
        }
        UpgradeFeature upgrade = context.features().get(UpgradeFeature.class);
        return upgrade != null && upgrade.isUpgradable()
                ? new Upgrading(context, context.request().headers().joined(HeaderName.UPGRADE), null)
                : null;
    }

    /** Whether a request is an extended CONNECT for a WebSocket. */
    static boolean isWebSocket(HttpContext context) {
        ConnectFeature connect = context.features().get(ConnectFeature.class);
        return connect != null && connect.isConnect() && WEBSOCKET.equals(connect.protocol());
    }

    /** Whether the client has sent CONNECT, to which every 2xx would mean yes. */
    boolean isConnect() {
        return key != null;
    }

    /** Asks the application. */
    void addTo(Headers sent) {
        sent.set(HeaderName.CONNECTION, "Upgrade").set(HeaderName.UPGRADE, protocols);
        if (key != null) {
            sent.set(HeaderName.SEC_WEBSOCKET_KEY, key);
        }
    }

    /**
     * The application has answered 101: tells the client.
     *
     * @throws ProtocolException if it has agreed to something else than was asked for
     */
    DuplexStream accept(Headers answer) throws IOException {
        String protocol = answer.joined(HeaderName.UPGRADE);
        if (protocol == null
                || !new Headers().add(HeaderName.UPGRADE, protocols).hasToken(HeaderName.UPGRADE, protocol)) {
            throw new ProtocolException("101 to a protocol that the client has not offered (RFC 9110 §15.2.2)");
        }
        Headers told = context.response().headers();
        for (int i = 0; i < answer.size(); i++) {
            if (!HopByHop.contains(answer, answer.name(i))) {
                told.add(answer.name(i), answer.value(i));
            }
        }
        if (key == null) {
            return context.features().require(UpgradeFeature.class).accept(protocol);
        }
        if (!accepted().equals(answer.first(HeaderName.SEC_WEBSOCKET_ACCEPT))) {
            throw new ProtocolException("Sec-WebSocket-Accept does not fit the key (RFC 6455 §4.1)");
        }
        told.remove(HeaderName.SEC_WEBSOCKET_ACCEPT);
        return context.features().require(ConnectFeature.class).accept();
    }

    private String accepted() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
