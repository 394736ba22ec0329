package dev.lanner.internal.exchange;

import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.ServerOptions;

/** Connections of nobody's, for benchmarks. */
public final class Scopes {
    private static final DateField DATE = new DateField(Clock.SYSTEM);

    private Scopes() {}

    public static ConnectionScope of(Transport transport) {
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
