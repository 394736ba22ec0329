package dev.lanner.queue;

import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.util.Objects;

/** How ports that applications share are listened on. Immutable. */
public final class PortOptions {
    /** All defaults: both loopback addresses, no TLS. */
    public static final PortOptions DEFAULT = builder().build();

    private final ServerOptions server;
    private final String address;
    private final TlsOptions tls;

    private PortOptions(Builder builder) {
        server = builder.server;
        address = builder.address;
        tls = builder.tls;
    }

    /**
     * A builder with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    ServerOptions server() {
        return server;
    }

    /**
     * Where a port is listened on.
     *
     * @throws IllegalArgumentException if it is for https, and there is no certificate
     */
    Endpoint endpoint(String scheme, int port) {
        Endpoint clear = Endpoint.tcp(address, port);
        if (scheme.equals("http")) {
            return clear;
        }
        if (tls == null) {
            throw new IllegalArgumentException("the prefix is for https on port " + port
                    + ", which needs a certificate: give it by PortOptions.Builder.tls");
        }
        return clear.withTls(tls);
    }

    /** Collects the options. Not for several threads at once. */
    public static final class Builder {
        private ServerOptions server = ServerOptions.DEFAULT;
        private String address = "localhost";
        private TlsOptions tls;

        private Builder() {}

        /**
         * What each port allows: limits, timeouts, rates. Its endpoints are of no account, since prefixes say which ports there
         * are. Default {@link ServerOptions#DEFAULT}.
         *
         * @param options the options
         * @return this
         */
        public Builder server(ServerOptions options) {
            server = Objects.requireNonNull(options, "server");
            return this;
        }

        /**
         * The address on which ports are listened on, whatever hosts the prefixes name. Default {@code localhost}, both loopback
         * addresses: HTTP.sys listens on all, which opens an application to the network that was started to be tried.
         *
         * @param newAddress {@code localhost}, {@code *} for every address, an IPv4 or IPv6 address, or a name
         * @return this
         * @throws IllegalArgumentException if it is empty
         */
        public Builder address(String newAddress) {
            address = new Endpoint.Tcp(newAddress, 0).host();
            return this;
        }

        /**
         * How the ports of prefixes with {@code https} speak TLS. Default: not at all, and such a prefix is refused.
         *
         * @param options with a certificate
         * @return this
         */
        public Builder tls(TlsOptions options) {
            tls = Objects.requireNonNull(options, "tls");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public PortOptions build() {
            return new PortOptions(this);
        }
    }
}
