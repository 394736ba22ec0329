package dev.lanner.internal.server;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.tls.TlsEndpoint;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TrustedPeers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint and the sockets that were bound for it. Each failure is one sentence for the person who started the server.
 *
 * @param url the address with the real port
 * @param channels one, or two for the two loopback addresses
 * @param file the socket's file, to be removed at the end; null for TCP
 * @param proxies who begins with a header of the PROXY protocol; null for nobody
 * @param tls how its connections speak TLS; null in the clear
 */
record Binding(String url, List<ServerSocketChannel> channels, Path file, TrustedPeers proxies, TlsEndpoint tls) {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private static final List<String> EVERY_ADDRESS = List.of("//*:", "//0.0.0.0:", "//[::]:");

    private static final int ATTEMPTS_FOR_ONE_PORT = 10;

    /** Certificates are loaded before anything is bound. */
    static Binding of(Endpoint endpoint, ServerOptions options, Clock clock) throws IOException {
        if (options.reusePort()) {
            requireReusePort();
        }
        if (endpoint instanceof Endpoint.Tls(Endpoint beneath, TlsOptions secured)) {
            TlsEndpoint tls = new TlsEndpoint(secured, ApplicationProtocol.forAlpn(), clock);
            Binding clear = of(beneath, options);
            return new Binding(
                    "https" + clear.url.substring("http".length()), clear.channels, clear.file, clear.proxies, tls);
        }
        return of(endpoint, options);
    }

    private static void requireReusePort() throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            if (!probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                throw new BindException("reusePort is set, but this system does not let several servers listen on one"
                        + " port (SO_REUSEPORT); start one, or set it to false");
            }
        }
    }

    /**
     * The same sockets with the TLS of an endpoint at the same address, or without.
     *
     * @throws IOException in one sentence, if its certificates can't be had
     */
    Binding withTlsOf(Endpoint endpoint, Clock clock) throws IOException {
        String address = url.substring(url.indexOf("://"));
        return endpoint instanceof Endpoint.Tls(Endpoint beneath, TlsOptions options)
                ? new Binding(
                        "https" + address,
                        channels,
                        file,
                        proxies(beneath),
                        new TlsEndpoint(options, ApplicationProtocol.forAlpn(), clock))
                : new Binding("http" + address, channels, file, proxies(endpoint), null);
    }

    private static TrustedPeers proxies(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Proxied proxied ? proxied.trusted() : null;
    }

    private Binding(String url, List<ServerSocketChannel> channels, Path file) {
        this(url, channels, file, null, null);
    }

    private static Binding of(Endpoint endpoint, ServerOptions options) throws IOException {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return tcp.host().equalsIgnoreCase("localhost") ? loopback(tcp.port(), options) : tcp(tcp, options);
        }
        if (endpoint instanceof Endpoint.Unix unix) {
            return unix(unix, options.backlog());
        }
        if (endpoint instanceof Endpoint.Proxied proxied) {
            Binding plain = of(proxied.beneath(), options);
            return new Binding(plain.url, plain.channels, plain.file, proxied.trusted(), null);
        }
        if (endpoint instanceof Endpoint.Inherited) {
            return inherited();
        }
        throw new IllegalArgumentException(endpoint.url() + " has TLS twice");
    }

    private static Binding tcp(Endpoint.Tcp endpoint, ServerOptions options) throws IOException {
        InetSocketAddress address;
        if (endpoint.host().equals("*")) {
            address = new InetSocketAddress(endpoint.port());
        } else {
            try {
                address = new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
            } catch (UnknownHostException unknown) {
                throw failure("the host " + endpoint.host() + " to listen on is not known here", unknown);
            }
        }
        ServerSocketChannel channel = bind(address, endpoint.host(), options);
        return new Binding(new Endpoint.Tcp(endpoint.host(), portOf(channel)).url(), List.of(channel), null);
    }

    /** Both loopback addresses on one port; a machine that has only one of them is served on that. */
    private static Binding loopback(int port, ServerOptions options) throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<ServerSocketChannel> channels = new ArrayList<>(2);
            try {
                bindLoopback("127.0.0.1", port, options, channels);
                bindLoopback("::1", channels.isEmpty() ? port : portOf(channels.getFirst()), options, channels);
                if (channels.isEmpty()) {
                    throw new BindException("this machine has no loopback address to listen on");
                }
                return new Binding(
                        Endpoint.localhost(portOf(channels.getFirst())).url(), channels, null);
            } catch (IOException failed) {
                closeAll(channels);
                if (port != 0 || attempt == ATTEMPTS_FOR_ONE_PORT) {
                    throw failed;
                }
            }
        }
    }

    private static void bindLoopback(
            String address, int port, ServerOptions options, List<ServerSocketChannel> channels) throws IOException {
        InetSocketAddress socketAddress = new InetSocketAddress(InetAddress.getByName(address), port);
        try {
            channels.add(bind(socketAddress, "localhost", options));
        } catch (SocketException | UnsupportedOperationException failed) {
            if (failed instanceof BindException refused && isAboutThePort(refused)) {
                throw refused;
            }
            LOGGER.log(Level.DEBUG, "{0} is not served: {1}", address, failed);
        }
    }

    /** Whether another address would not help. */
    private static boolean isAboutThePort(BindException failed) {
        String why = failed.getCause() == null
                ? ""
                : String.valueOf(failed.getCause().getMessage());
        return why.contains("in use") || why.contains("Permission denied");
    }

    private static ServerSocketChannel bind(InetSocketAddress address, String host, ServerOptions options)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            if (options.reusePort()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return channel.bind(address, options.backlog());
        } catch (IOException failed) {
            channel.close();
            throw explained(failed, address.getPort(), host);
        }
    }

    private static IOException explained(IOException failed, int port, String host) {
        String why = String.valueOf(failed.getMessage());
        if (why.contains("in use")) {
            return failure("port " + port + " on " + host + " is in use" + PortHolder.describe(port), failed);
        }
        if (why.contains("Permission denied")) {
            return failure("port " + port + " on " + host + " may not be used by this user", failed);
        }
        if (why.contains("Cannot assign")) {
            return failure(host + " is not an address of this machine", failed);
        }
        return failure("port " + port + " on " + host + " can't be listened on: " + why, failed);
    }

    private static BindException failure(String sentence, Exception cause) {
        BindException failure = new BindException(sentence);
        failure.initCause(cause);
        return failure;
    }

    private static int portOf(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private static Binding unix(Endpoint.Unix endpoint, int backlog) throws IOException {
        ServerSocketChannel channel = UnixSocket.listen(endpoint.path(), endpoint.mode(), backlog);
        return new Binding(endpoint.url(), List.of(channel), endpoint.path());
    }

    private static Binding inherited() throws IOException {
        Channel channel = System.inheritedChannel();
        if (!(channel instanceof ServerSocketChannel listening)) {
            throw new BindException(
                    "no listening socket was inherited: standard input must be one, as inetd and systemd"
                            + " (StandardInput=socket) hand it over");
        }
        String url = listening.getLocalAddress() instanceof InetSocketAddress tcp
                ? new Endpoint.Tcp(
                                tcp.getAddress().isAnyLocalAddress()
                                        ? "*"
                                        : tcp.getAddress().getHostAddress(),
                                tcp.getPort())
                        .url()
                : "http://unix:" + listening.getLocalAddress();
        return new Binding(url, List.of(listening), null);
    }

    /** The address for a person, who can't click on an asterisk. */
    String description() {
        for (String every : EVERY_ADDRESS) {
            if (url.contains(every)) {
                return url + ", here " + url.replace(every, "//localhost:");
            }
        }
        return url;
    }

    /** The address of this end of an accepted channel. */
    SocketAddress localAddress(SocketChannel accepted) throws IOException {
        return file == null ? accepted.getLocalAddress() : UnixDomainSocketAddress.of(file);
    }

    /** Removes the socket's file, if there is one. The channels are closed by their listeners. */
    void removeFile() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failed) {
                LOGGER.log(Level.DEBUG, "{0} can''t be removed: {1}", file, failed);
            }
        }
    }

    /** For a start that failed: closes what was bound. */
    void undo() {
        closeAll(channels);
        removeFile();
    }

    private static void closeAll(List<ServerSocketChannel> channels) {
        for (ServerSocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException failed) {
                LOGGER.log(Level.DEBUG, "closing failed: {0}", failed.toString());
            }
        }
    }
}
