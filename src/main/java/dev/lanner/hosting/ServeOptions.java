package dev.lanner.hosting;

import dev.lanner.middleware.AccessLog;
import dev.lanner.server.Endpoint;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code lanner serve} was told, checked.
 *
 * @param folder the folder to serve
 * @param endpoints where to listen
 * @param log the format of the access log; null for none
 * @param listing whether folders are listed
 * @param hidden whether names that begin with a dot are served
 * @param quiet whether nothing but errors is told
 * @param verbose whether more is told of what happens inside
 */
record ServeOptions(
        Path folder,
        List<Endpoint> endpoints,
        AccessLog.Format log,
        boolean listing,
        boolean hidden,
        boolean quiet,
        boolean verbose) {
    static final int DEFAULT_PORT = 8080;

    private static final String COMMAND = "serve";
    private static final int PORT_MAX = 65_535;

    static ServeOptions of(Arguments arguments, Terminal terminal) throws UsageException {
        boolean quiet = arguments.has(Option.QUIET);
        return new ServeOptions(
                folder(arguments.rest()),
                endpoints(arguments),
                log(arguments.value(Option.LOG), quiet, terminal),
                !arguments.has(Option.NO_LISTING),
                arguments.has(Option.HIDDEN),
                quiet,
                arguments.has(Option.VERBOSE));
    }

    private static Path folder(List<String> rest) throws UsageException {
        List<String> folders = rest.isEmpty() || !rest.get(0).equals(COMMAND) ? rest : rest.subList(1, rest.size());
        if (folders.size() > 1) {
            throw new UsageException("one folder can be served, and there are " + folders.size() + ": "
                    + String.join(", ", folders) + ".");
        }
        String name = folders.isEmpty() ? "." : folders.get(0);
        Path folder = path(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (Files.exists(folder)) {
            throw new UsageException(name + " is a file; lanner serves folders.");
        }
        boolean meansCommand = folders == rest && NearestName.of(name, List.of(COMMAND)) != null;
        throw new UsageException("there is no folder " + name + "."
                + (meansCommand ? " Did you mean the command " + COMMAND + "?" : ""));
    }

    private static Path path(String name) throws UsageException {
        try {
            return Path.of(name);
        } catch (InvalidPathException noPath) {
            throw new UsageException("\"" + name + "\" can't be the name of a file: " + noPath.getReason() + ".");
        }
    }

    private static List<Endpoint> endpoints(Arguments arguments) throws UsageException {
        List<Endpoint> endpoints = new ArrayList<>();
        String socket = arguments.value(Option.UNIX);
        if (socket == null || arguments.has(Option.PORT) || arguments.has(Option.BIND)) {
            endpoints.add(tcp(arguments.value(Option.BIND), arguments.value(Option.PORT)));
        }
        if (socket != null) {
            endpoints.add(Endpoint.unix(path(socket).toAbsolutePath()));
        }
        return endpoints;
    }

    private static Endpoint tcp(String bind, String port) throws UsageException {
        String host = bind == null ? "localhost" : bind;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank()) {
            throw new UsageException("--bind is empty; it must be " + Option.BIND.value() + ".");
        }
        return Endpoint.tcp(host, port == null ? DEFAULT_PORT : port(port));
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
