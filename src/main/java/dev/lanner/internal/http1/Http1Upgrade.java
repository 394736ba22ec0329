package dev.lanner.internal.http1;

import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.Exchange;
import java.io.IOException;

/** {@code Upgrade} (RFC 9110 §7.8). Used by the thread of its exchange. */
record Http1Upgrade(Exchange exchange) implements UpgradeFeature {
    @Override
    public boolean isUpgradable() {
        Headers headers = exchange.head().headers();
        return exchange.head().version() == HttpVersion.HTTP_1_1
                && exchange.head().bodyLength() == BodyLength.NONE
                && headers.contains(HeaderName.UPGRADE)
                && headers.hasToken(HeaderName.CONNECTION, "upgrade")
                && !"h2c".equalsIgnoreCase(headers.joined(HeaderName.UPGRADE));
    }

    @Override
    public DuplexStream accept(String protocol) throws IOException {
        if (!isUpgradable()) {
            throw new IllegalStateException("the client has not asked for another protocol (RFC 9110 §7.8)");
        }
        if (!exchange.head().headers().hasToken(HeaderName.UPGRADE, protocol)) {
            throw new IllegalArgumentException("the client has not offered the protocol " + protocol);
        }
        if (!exchange.responseHeaders().isLocked()) {
            exchange.responseHeaders().set(HeaderName.CONNECTION, "Upgrade").set(HeaderName.UPGRADE, protocol);
        }
        return exchange.takeOver(HttpStatus.SWITCHING_PROTOCOLS);
    }
}
