package dev.lanner.hosting;

import dev.lanner.internal.text.NearestName;
import dev.lanner.middleware.AccessLog;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What {@code lanner serve} was told, or another command that serves, checked.
 *
 * @param folder the folder to serve
 * @param endpoints where to listen
 * @param log the format of the access log; null for none
 * @param trace whether everything that is sent and received is told
 * @param listing whether folders are listed
 * @param hidden whether names that begin with a dot are served
 * @param quiet whether nothing but errors is told
 * @param verbose whether more is told of what happens inside
 */
record ServeOptions(
        Path folder,
        List<Endpoint> endpoints,
        AccessLog.Format log,
        boolean trace,
        boolean listing,
        boolean hidden,
        boolean quiet,
        boolean verbose) {
    static final int DEFAULT_PORT = 8080;
    static final int DEFAULT_TLS_PORT = 8443;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private static final int PORT_MAX = 65_535;

    static ServeOptions of(Arguments arguments, Map<String, String> environment, Instant now, Terminal terminal)
            throws UsageException {
        boolean quiet = arguments.has(Option.QUIET);
        return new ServeOptions(
                folder(arguments),
                endpoints(arguments, ServerCertificates.read(arguments, environment, now)),
                log(arguments.value(Option.LOG), quiet, terminal),
                arguments.has(Option.TRACE),
                !arguments.has(Option.NO_LISTING),
                arguments.has(Option.HIDDEN),
                quiet,
                arguments.has(Option.VERBOSE));
    }

    /** The options of a server that listens there. */
    ServerOptions server() {
        ServerOptions.Builder builder = ServerOptions.builder();
        endpoints.forEach(builder::listen);
        return builder.build();
    }

    /** Whether it listens on TCP, and nobody from outside of this machine can come. */
    boolean isForThisMachineAlone() {
        List<String> hosts = hosts();
        return !hosts.isEmpty() && LOOPBACK.containsAll(hosts);
    }

    /** Whether others can come from outside of this machine. */
    boolean isForOthersToo() {
        return !LOOPBACK.containsAll(hosts());
    }

    private List<String> hosts() {
        return endpoints.stream()
                .map(Endpoint::address)
                .filter(Endpoint.Tcp.class::isInstance)
                .map(endpoint -> ((Endpoint.Tcp) endpoint).host())
                .toList();
    }

    /** Whether clients get the development certificate. */
    boolean hasDevelopmentCertificate() {
        return endpoints.stream()
                .anyMatch(endpoint -> endpoint instanceof Endpoint.Tls tls
                        && tls.options().certificates().contains(CertificateSource.development()));
    }

    private static Path folder(Arguments arguments) throws UsageException {
        List<String> folders = arguments.rest();
        if (folders.size() > 1) {
            throw new UsageException("one folder can be served, and there are " + folders.size() + ": "
                    + String.join(", ", folders) + ".");
        }
        String name = folders.isEmpty() ? "." : folders.getFirst();
        Path folder = Arguments.path(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (Files.exists(folder)) {
            throw new UsageException(name + " is a file; lanner serves folders.");
        }
        if (Command.of(name) != null) {
            throw new UsageException("there is no folder " + name + ". The command stands first: lanner " + name + ".");
        }
        String command = arguments.named() == null ? NearestName.of(name, Command.words()) : null;
        throw new UsageException("there is no folder " + name + "."
                + (command == null ? "" : " Did you mean the command " + command + "?"));
    }

    private static List<Endpoint> endpoints(Arguments arguments, TlsOptions tls) throws UsageException {
        List<Endpoint> endpoints = new ArrayList<>();
        String socket = arguments.value(Option.UNIX);
        if (socket == null || arguments.has(Option.PORT) || arguments.has(Option.BIND)) {
            int port = tls == null ? DEFAULT_PORT : DEFAULT_TLS_PORT;
            endpoints.add(tcp(arguments.value(Option.BIND), arguments.value(Option.PORT), port));
        }
        if (socket != null) {
            endpoints.add(Endpoint.unix(Arguments.path(socket).toAbsolutePath()));
        }
        return tls == null
                ? endpoints
                : endpoints.stream().map(endpoint -> endpoint.withTls(tls)).toList();
    }

    private static Endpoint tcp(String bind, String port, int defaultPort) throws UsageException {
        String host = bind == null ? "localhost" : bind;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank()) {
            throw new UsageException("--bind is empty; it must be " + Option.BIND.value() + ".");
        }
        return Endpoint.tcp(host, port == null ? defaultPort : port(port));
    }

    private static int port(String text) throws UsageException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw new UsageException("--port is \"" + text + "\"; it must be " + Option.PORT.value() + ".");
    }

    private static AccessLog.Format log(String name, boolean quiet, Terminal terminal) throws UsageException {
        if (name == null) {
            AccessLog.Format usual = terminal.isInteractive() ? AccessLog.Format.DEV : AccessLog.Format.COMMON;
            return quiet ? null : usual;
        }
        if (name.equals("off")) {
            return null;
        }
        List<String> names = new ArrayList<>(List.of("off"));
        for (AccessLog.Format format : AccessLog.Format.values()) {
            String lower = format.name().toLowerCase(Locale.ROOT);
            if (name.equals(lower)) {
                return format;
            }
            names.add(lower);
        }
        String nearest = NearestName.of(name, names);
        throw new UsageException("--log is \"" + name + "\"; it must be " + Option.LOG.value() + "."
                + (nearest == null ? "" : " Did you mean " + nearest + "?"));
    }
}
