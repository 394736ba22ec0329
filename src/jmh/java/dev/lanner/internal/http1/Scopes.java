package dev.lanner.internal.http1;

import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.ServerOptions;

/** Connections of nobody's, for benchmarks. */
final class Scopes {
    private static final DateField DATE = new DateField(Clock.SYSTEM);

    private Scopes() {}

    static ConnectionScope of(Transport transport) {
        return new ConnectionScope(
                "c1",
                transport.localAddress(),
                transport.remoteAddress(),
                ServerOptions.DEFAULT,
                Clock.SYSTEM,
                DATE,
                ConnectionScope.Owner.NOBODY);
    }
}
