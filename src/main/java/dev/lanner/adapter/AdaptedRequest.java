package dev.lanner.adapter;

import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.TargetReader;
import dev.lanner.server.BadRequestException;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * A request as another HTTP implementation has read it. Whether its target and its host are well-formed is checked when it
 * runs: if not, the client gets the answer of the edge server.
 *
 * @param version the protocol that carried it
 * @param method a token, such as {@code POST}
 * @param scheme {@code http} or {@code https}
 * @param target as it was sent, encoded: {@code /path?query}, or another form (RFC 9112 §3.2)
 * @param headers the fields; they are locked. The authority is that of the target, else of {@code Host}, else empty
 * @param contentLength bytes of content: 0 for none, {@link #UNKNOWN_LENGTH} if only their end tells
 * @param localAddress where the server took it
 * @param remoteAddress whence it came
 */
public record AdaptedRequest(
        HttpVersion version,
        HttpMethod method,
        String scheme,
        String target,
        Headers headers,
        long contentLength,
        SocketAddress localAddress,
        SocketAddress remoteAddress) {
    /** The length of content of which only its end tells how long it is. */
    public static final long UNKNOWN_LENGTH = -1;

    /**
     * A request.
     *
     * @throws IllegalArgumentException if the length is neither 0 or more nor {@link #UNKNOWN_LENGTH}
     */
    public AdaptedRequest {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(localAddress, "localAddress");
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        if (contentLength < UNKNOWN_LENGTH) {
            throw new IllegalArgumentException(
                    "contentLength is " + contentLength + "; it must be 0 or more, or UNKNOWN_LENGTH (-1)");
        }
        headers.lock();
    }

    /** What the exchange runs on. */
    RequestHead head() throws BadRequestException {
        var read = TargetReader.read(target, method);
        String authority = read.authority() == null ? host() : read.authority().toString();
        // What is to be said before the content, the other implementation has said.
        return new RequestHead(version, method, scheme, read, authority, headers, bodyLength(), false);
    }

    private String host() throws BadRequestException {
        String host = headers.joined(HeaderName.HOST);
        if (host != null && Authority.parse(host) == null) {
            throw HttpRule.HOST_MALFORMED.broken();
        }
        return host == null ? "" : host;
    }

    private BodyLength bodyLength() {
        if (contentLength == UNKNOWN_LENGTH) {
            return BodyLength.OPEN;
        }
        return contentLength == 0 ? BodyLength.NONE : new BodyLength.Known(contentLength);
    }
}
