package dev.lanner.internal.module;

import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import java.util.Map;

/** Servers as they are under a module, for tests that are no process of their own. */
public final class ModuleServers {
    public static final String TOKEN = "a-token";

    private ModuleServers() {}

    /** One that listens on a Unix domain socket, and serves who has the {@link #TOKEN}. */
    public static Server on(Path socket) {
        ModuleEnvironment module = ModuleEnvironment.of(
                Map.of("LANNER_UNIX_SOCKET", socket.toString(), "LANNER_APPL_PATH", "/", "LANNER_TOKEN", TOKEN));
        return new ModuleServer(module, ServerOptions.builder().build());
    }
}
