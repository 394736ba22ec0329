package dev.lanner.internal.http2;

import dev.lanner.feature.ResetFeature;
import dev.lanner.internal.exchange.Exchange;

/** RST_STREAM by the application (RFC 9113 §6.4). */
record Http2Reset(Exchange exchange) implements ResetFeature {
    @Override
    public void reset(int errorCode) {
        ((Http2Stream) exchange.wire()).resetByApplication(errorCode);
    }
}
