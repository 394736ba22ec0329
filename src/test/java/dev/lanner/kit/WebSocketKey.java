package dev.lanner.kit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a server proves by that it has understood the handshake of a WebSocket (RFC 6455 §4.2.2). */
public final class WebSocketKey {
    /** The key of RFC 6455 §1.3. */
    public static final String SAMPLE = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The answer to it there. */
    public static final String SAMPLE_ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private WebSocketKey() {}

    /** The value of {@code Sec-WebSocket-Accept} for that of {@code Sec-WebSocket-Key}. */
    public static String accepted(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
