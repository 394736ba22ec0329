package dev.lanner.internal.exchange;

import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.ServerOptions;

/** Connections of nobody's, for benchmarks. */
public final class Scopes {
    private static final DateField DATE = new DateField(Clock.SYSTEM);

    private static final ConnectionScope.Owner NOBODY = new ConnectionScope.Owner() {
        @Override
        public void closing() {}

        @Override
        public void cut() {}

        @Override
        public void requestBegan() {}

        @Override
        public void requestEnded(boolean whole) {}

        @Override
        public boolean upgrade() {
            return true;
        }
    };

    private Scopes() {}

    public static ConnectionScope of(Transport transport) {
        return new ConnectionScope(
                "c1",
                transport.localAddress(),
                transport.remoteAddress(),
                ServerOptions.DEFAULT,
                Clock.SYSTEM,
                DATE,
                NOBODY);
    }
}
