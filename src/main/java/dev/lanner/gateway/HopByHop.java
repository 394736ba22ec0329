package dev.lanner.gateway;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.util.Set;

/** The fields that belong to one connection, and are never passed on (RFC 9110 §7.6.1). */
final class HopByHop {
    private static final Set<HeaderName> ALWAYS = Set.of(
            HeaderName.CONNECTION,
            HeaderName.KEEP_ALIVE,
            HeaderName.PROXY_CONNECTION,
            HeaderName.PROXY_AUTHENTICATE,
            HeaderName.PROXY_AUTHORIZATION,
            HeaderName.TE,
            HeaderName.TRANSFER_ENCODING,
            HeaderName.UPGRADE);

    private HopByHop() {}

    /** Whether a field of a message is one of these, or named as one by its {@code Connection}. */
    static boolean contains(Headers message, HeaderName name) {
        return ALWAYS.contains(name)
                || message.contains(HeaderName.CONNECTION) && message.hasToken(HeaderName.CONNECTION, name.lowerCase());
    }
}
