package dev.lanner.internal.http2;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.exchange.Exchange;
import java.io.IOException;

/** CONNECT, plain (RFC 9113 §8.5) and extended (RFC 8441). Used by the thread of its exchange. */
record Http2Connect(Exchange exchange) implements ConnectFeature {
    @Override
    public boolean isConnect() {
        return exchange.head().method().equals(HttpMethod.CONNECT);
    }

    @Override
    public String protocol() {
        return Http2Wire.of(exchange).protocol();
    }

    @Override
    public DuplexStream accept() throws IOException {
        if (!isConnect()) {
            throw new IllegalStateException(
                    "the request is a " + exchange.head().method() + ", not a CONNECT");
        }
        return exchange.takeOver(HttpStatus.OK);
    }
}
