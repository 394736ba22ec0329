package dev.lanner.server;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Where a server listens. Immutable. */
public sealed interface Endpoint {
    /**
     * The address as a URL, with the port that was asked for.
     *
     * @return such as {@code http://localhost:0}
     */
    String url();

    /**
     * A TCP port.
     *
     * @param host {@code localhost} for both loopback addresses, {@code *} for every address, else one IPv4 or IPv6
     *     address or a name that resolves to one
     * @param port from 1 to 65,535, or 0 for any free port
     */
    record Tcp(String host, int port) implements Endpoint {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if the host is empty or the port out of its range
         */
        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException(
                        "host is empty; it must be an address, a name, localhost, or * for every address");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port is " + port + "; it must be from 0 to 65535, 0 for any");
            }
        }

        @Override
        public String url() {
            return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Unix domain socket. A file that a dead server has left at the path is removed; the file appears with its mode, and
     * is removed again when the server stops.
     *
     * @param path an absolute path, of at most 100 bytes on most systems
     * @param mode who may connect: who may write to the file
     */
    record Unix(Path path, Set<PosixFilePermission> mode) implements Endpoint {
        /**
         * Checks the path.
         *
         * @throws IllegalArgumentException if it is not absolute
         */
        public Unix {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("the socket's path " + path + " is relative; it must be absolute");
            }
            mode = Set.copyOf(mode);
        }

        @Override
        public String url() {
            return "http://unix:" + path;
        }
    }

    /**
     * The listening socket that this process inherited as its standard input, as inetd and systemd (with
     * {@code StandardInput=socket}) hand it over: see {@link System#inheritedChannel()}.
     */
    record Inherited() implements Endpoint {
        @Override
        public String url() {
            return "http://inherited";
        }
    }

    /**
     * Another endpoint, whose trusted peers begin each connection with a header of the PROXY protocol, version 1 or 2, by
     * which load balancers below HTTP tell the client's address
     * (<a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">specification</a>). The application finds it as
     * {@link dev.lanner.feature.ConnectionFeature#remoteAddress}, and the balancer as {@code peerAddress}.
     *
     * <p>A trusted peer must send a whole header within {@link Limits.Builder#requestHeadTimeout}, of at most 107 bytes in
     * version 1, 4,096 in version 2, else the connection ends without an answer. Where it names no address ({@code UNKNOWN},
     * {@code LOCAL}), the client is the peer. Others are served as if the endpoint were another one: what they send is their request.
     * Limits for addresses count by peer.
     *
     * @param beneath where to listen
     * @param trusted who must send a header, and is believed
     */
    record Proxied(Endpoint beneath, TrustedPeers trusted) implements Endpoint {
        /**
         * Checks that it is beneath TLS, and once.
         *
         * @throws IllegalArgumentException if the endpoint has TLS or the PROXY protocol already
         */
        public Proxied {
            Objects.requireNonNull(trusted, "trusted");
            if (beneath instanceof Tls || beneath instanceof Proxied) {
                throw new IllegalArgumentException(
                        beneath.url() + " has TLS or the PROXY protocol already; the PROXY protocol comes first");
            }
        }

        @Override
        public String url() {
            return beneath.url();
        }
    }

    /**
     * Another endpoint, with TLS on its connections.
     *
     * @param beneath where to listen
     * @param options how to speak TLS
     */
    record Tls(Endpoint beneath, TlsOptions options) implements Endpoint {
        /**
         * Checks that it is TLS once.
         *
         * @throws IllegalArgumentException if the endpoint has TLS already
         */
        public Tls {
            Objects.requireNonNull(options, "options");
            if (beneath instanceof Tls) {
                throw new IllegalArgumentException(beneath.url() + " has TLS already");
            }
        }

        @Override
        public String url() {
            return "https" + beneath.url().substring("http".length());
        }
    }

    /**
     * Where this is in any case, whatever its connections speak: the endpoint beneath TLS and the PROXY protocol.
     *
     * @return a port, a Unix domain socket, or the inherited socket
     */
    default Endpoint address() {
        return switch (this) {
            case Tls tls -> tls.beneath.address();
            case Proxied proxied -> proxied.beneath;
            case Tcp tcp -> tcp;
            case Unix unix -> unix;
            case Inherited inherited -> inherited;
        };
    }

    /**
     * This endpoint, with the PROXY protocol: see {@link Proxied}.
     *
     * @param trusted who must send a header, and is believed
     * @return the endpoint
     * @throws IllegalArgumentException if it has TLS or the PROXY protocol already
     */
    default Endpoint withProxyProtocol(TrustedPeers trusted) {
        return new Proxied(this, trusted);
    }

    /**
     * This endpoint, with TLS on its connections.
     *
     * @param options how to speak TLS
     * @return the endpoint
     * @throws IllegalArgumentException if it has TLS already
     */
    default Endpoint withTls(TlsOptions options) {
        return new Tls(this, options);
    }

    /**
     * Both loopback addresses, with TLS and the development certificate.
     *
     * @param port from 1 to 65,535, or 0 for any free port
     * @return the endpoint
     */
    static Endpoint https(int port) {
        return localhost(port).withTls(TlsOptions.development());
    }

    /**
     * One address, with TLS.
     *
     * @param host {@code localhost}, {@code *} for every address, an IPv4 or IPv6 address, or a name
     * @param port from 1 to 65,535, or 0 for any free port
     * @param options how to speak TLS
     * @return the endpoint
     */
    static Endpoint https(String host, int port, TlsOptions options) {
        return new Tcp(host, port).withTls(options);
    }

    /**
     * Both loopback addresses; a machine without IPv6 (or without IPv4) is served on the other.
     *
     * @param port from 1 to 65,535, or 0 for any free port, the same on both
     * @return the endpoint
     */
    static Endpoint localhost(int port) {
        return new Tcp("localhost", port);
    }

    /**
     * Every address of this machine.
     *
     * @param port from 1 to 65,535, or 0 for any free port
     * @return the endpoint
     */
    static Endpoint anyAddress(int port) {
        return new Tcp("*", port);
    }

    /**
     * One address.
     *
     * @param host an IPv4 or IPv6 address, or a name
     * @param port from 1 to 65,535, or 0 for any free port
     * @return the endpoint
     */
    static Endpoint tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /**
     * A Unix domain socket that only this user may connect to.
     *
     * @param path an absolute path
     * @return the endpoint
     */
    static Endpoint unix(Path path) {
        return new Unix(path, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * A Unix domain socket.
     *
     * @param path an absolute path
     * @param mode such as {@code rw-rw----}
     * @return the endpoint
     * @throws IllegalArgumentException if the mode is not of that form
     */
    static Endpoint unix(Path path, String mode) {
        return new Unix(path, PosixFilePermissions.fromString(mode));
    }

    /**
     * The inherited listening socket.
     *
     * @return the endpoint
     */
    static Endpoint inherited() {
        return new Inherited();
    }

    /**
     * The endpoint that a URL names.
     *
     * @param url such as {@code http://localhost:8080}, {@code http://*:80} or {@code http://unix:/run/app.sock}
     * @return the endpoint
     * @throws IllegalArgumentException if the URL is of another form, or {@code https}, which needs a certificate; with a
     *     message that says which forms there are
     */
    static Endpoint of(String url) {
        if (url.startsWith("https://")) {
            throw new IllegalArgumentException("\"" + url + "\" needs a certificate: use Endpoint.of(url, tlsOptions);"
                    + " TlsOptions.development() has one to develop with");
        }
        return of(url, "http", 80);
    }

    /**
     * The endpoint that a URL with {@code https} names.
     *
     * @param url such as {@code https://localhost:8443} or {@code https://*:443}
     * @param tls how to speak TLS
     * @return the endpoint
     * @throws IllegalArgumentException if the URL is of another form, with a message that says which forms there are
     */
    static Endpoint of(String url, TlsOptions tls) {
        return of(url, "https", 443).withTls(tls);
    }

    private static Endpoint of(String url, String scheme, int defaultPort) {
        String forms = "; it must be " + scheme + "://HOST[:PORT] or " + scheme + "://unix:/PATH";
        if (!url.startsWith(scheme + "://")) {
            throw new IllegalArgumentException("\"" + url + "\" is not an endpoint" + forms);
        }
        String rest = url.substring(scheme.length() + "://".length());
        if (rest.startsWith("unix:/")) {
            return unix(Path.of(rest.substring("unix:".length())));
        }
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (authority.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + url + "\" has a path, which an endpoint can't have" + forms);
        }
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (bracket > 0 && host.startsWith("[")) {
            host = host.substring(1, bracket);
        }
        try {
            return new Tcp(host, colon < 0 ? defaultPort : Integer.parseInt(authority.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "\"" + authority.substring(colon + 1) + "\" in \"" + url + "\" is not a port" + forms, notANumber);
        }
    }
}
