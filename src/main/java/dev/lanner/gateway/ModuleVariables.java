package dev.lanner.gateway;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process is told by its environment: by our own names, by those of the ASP.NET Core Module, so that its applications
 * run here unchanged, and by {@code PORT}, which many programs read.
 */
final class ModuleVariables {
    private static final String INTEGRATION = "Microsoft.AspNetCore.Server.IISIntegration";

    /** All that are set in some case: those that do not apply are not inherited either. */
    static final List<String> NAMES = List.of(
            "LANNER_PORT",
            "LANNER_UNIX_SOCKET",
            "LANNER_APPL_PATH",
            "LANNER_TOKEN",
            "LANNER_LIFELINE",
            "PORT",
            "ASPNETCORE_PORT",
            "ASPNETCORE_APPL_PATH",
            "ASPNETCORE_TOKEN",
            "ASPNETCORE_URLS",
            "ASPNETCORE_IIS_HTTPAUTH",
            "ASPNETCORE_IIS_WEBSOCKETS_SUPPORTED",
            "ASPNETCORE_IIS_PHYSICAL_PATH",
            "ASPNETCORE_ANCM_HTTPS_PORT",
            "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES");

    private ModuleVariables() {}

    /**
     * The variables of one process.
     *
     * @param path where it is mounted; empty for the root
     * @param folder its files
     * @param httpsPort where clients can come by HTTPS; 0 if they can't
     */
    static Map<String, String> of(SocketAddress address, PairingToken token, String path, Path folder, int httpsPort) {
        Map<String, String> variables = new TreeMap<>();
        if (address instanceof UnixDomainSocketAddress socket) {
            variables.put("LANNER_UNIX_SOCKET", socket.getPath().toString());
            variables.put("ASPNETCORE_URLS", "http://unix:" + socket.getPath());
        } else {
            String port = Integer.toString(((InetSocketAddress) address).getPort());
            variables.put("LANNER_PORT", port);
            variables.put("PORT", port);
            variables.put("ASPNETCORE_PORT", port);
            variables.put("ASPNETCORE_URLS", "http://127.0.0.1:" + port);
        }
        String mounted = path.isEmpty() ? "/" : path;
        variables.put("LANNER_APPL_PATH", mounted);
        variables.put("LANNER_TOKEN", token.value());
        variables.put("ASPNETCORE_APPL_PATH", mounted);
        variables.put("ASPNETCORE_TOKEN", token.value());
        variables.put("ASPNETCORE_IIS_HTTPAUTH", "anonymous;");
        variables.put("ASPNETCORE_IIS_WEBSOCKETS_SUPPORTED", "true");
        variables.put("ASPNETCORE_IIS_PHYSICAL_PATH", folder.toString());
        variables.put("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", INTEGRATION);
        if (httpsPort > 0) {
            variables.put("ASPNETCORE_ANCM_HTTPS_PORT", Integer.toString(httpsPort));
        }
        return variables;
    }

    /** A word of the command, with the address in the place of {@code {port}} and {@code {socket}}. */
    static String fill(String word, SocketAddress address) {
        return address instanceof UnixDomainSocketAddress socket
                ? word.replace("{socket}", socket.getPath().toString())
                : word.replace("{port}", Integer.toString(((InetSocketAddress) address).getPort()));
    }
}
