package dev.lanner.internal.module;

import dev.lanner.server.Endpoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/**
 * What a module that has started this process tells it by its environment: {@link dev.lanner.gateway.Gateway}, or the
 * ASP.NET Core Module of IIS. Immutable.
 *
 * @param endpoint where to listen
 * @param pathBase under which path the application is mounted; empty for the root
 * @param token the secret that each request of the module brings
 * @param upgrades whether the module can pass on what is no HTTP
 * @param lifeline whether the end of standard input means that the module has died
 * @param tellsPathBase whether each request says how much of its path is the path base, which no client can say then: so it is
 *     with Lanner's, and not with any other
 */
public record ModuleEnvironment(
        Endpoint endpoint, String pathBase, String token, boolean upgrades, boolean lifeline, boolean tellsPathBase) {
    /**
     * Reads the variables.
     *
     * @return null if they are not all there: then no module has started this process
     * @throws IllegalArgumentException if they make no sense
     */
    public static ModuleEnvironment of(Map<String, String> variables) {
        String socket = variables.get("LANNER_UNIX_SOCKET");
        String port = variable(variables, "PORT");
        String path = variable(variables, "APPL_PATH");
        String token = variable(variables, "TOKEN");
        if (socket == null && port == null || path == null || token == null || token.isEmpty()) {
            return null;
        }
        String mounted = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new ModuleEnvironment(
                socket != null ? unix(socket) : Endpoint.tcp("127.0.0.1", port(port)),
                mounted,
                token,
                !"false".equalsIgnoreCase(variables.get("ASPNETCORE_IIS_WEBSOCKETS_SUPPORTED")),
                "stdin".equals(variables.get("LANNER_LIFELINE")),
                variables.containsKey("LANNER_TOKEN"));
    }

    private static String variable(Map<String, String> variables, String name) {
        return variables.getOrDefault("LANNER_" + name, variables.get("ASPNETCORE_" + name));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw new IllegalArgumentException("the module's port is \"" + text + "\"; it must be from 1 to 65535");
    }

    private static Endpoint unix(String socket) {
        try {
            return Endpoint.unix(Path.of(socket));
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("the module's socket is \"" + socket + "\", which is no path", noPath);
        }
    }

    /** Whether that is the token, in a time that does not tell how much of it is right. */
    boolean isToken(String value) {
        return value != null && MessageDigest.isEqual(bytes(value), bytes(token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "module: " + endpoint.url() + pathBase;
    }
}
