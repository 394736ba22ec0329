package dev.lanner.internal.module;

import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * What a process is told by its environment when it is to attach to a broker instead of listening. Immutable.
 *
 * @param socket where the broker is, absolute
 * @param prefixes which requests the process wants, not looked at yet; empty if it serves a queue that is there
 * @param queue the name of the queue; null for one of its own
 */
public record BrokerEnvironment(Path socket, List<String> prefixes, String queue) {
    private static final String SOCKET = "LANNER_BROKER";
    private static final String PREFIX = "LANNER_PREFIX";
    private static final String QUEUE = "LANNER_QUEUE";

    /** Makes such a process's server: a service, since all that has to do with queues is above this package. */
    public interface Attaching {
        /**
         * The server, not started.
         *
         * @throws IllegalArgumentException in one sentence, if a prefix or the name is none
         */
        Server server(BrokerEnvironment broker, ServerOptions options);
    }

    /**
     * Reads the variables.
     *
     * @return null if there is none of them: then no broker is meant
     * @throws IllegalArgumentException in one sentence, if they make no sense
     */
    public static BrokerEnvironment of(Map<String, String> variables) {
        String socket = said(variables, SOCKET);
        String prefix = said(variables, PREFIX);
        String queue = said(variables, QUEUE);
        if (socket == null) {
            if (prefix == null && queue == null) {
                return null;
            }
            throw new IllegalArgumentException("the variable " + (prefix == null ? QUEUE : PREFIX)
                    + " is there, but not " + SOCKET + ", which says where the broker is");
        }
        if (prefix == null && queue == null) {
            throw new IllegalArgumentException("the variable " + SOCKET + " is there, but neither " + PREFIX + " nor "
                    + QUEUE + ", which say what to ask the broker for, such as " + PREFIX + "=http://+:8080/shop/");
        }
        List<String> prefixes = prefix == null ? List.of() : List.copyOf(Arrays.asList(prefix.split("[\\s,]+")));
        return new BrokerEnvironment(path(socket), prefixes, queue);
    }

    /** Null also for a variable that says nothing. */
    private static String said(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            return null;
        }
        String text = value.replaceAll("^[\\s,]+|[\\s,]+$", "");
        return text.isEmpty() ? null : text;
    }

    private static Path path(String socket) {
        try {
            return Path.of(socket).toAbsolutePath();
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException(
                    "the variable " + SOCKET + " is \"" + socket + "\", which is no path", noPath);
        }
    }

    /**
     * The server of this process, not started.
     *
     * @throws IllegalArgumentException in one sentence, if a prefix or the name is none
     */
    public Server server(ServerOptions options) {
        return ServiceLoader.load(Attaching.class, BrokerEnvironment.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Lanner's own service " + Attaching.class.getName() + " was lost when its jar was packed anew"))
                .server(this, options);
    }
}
