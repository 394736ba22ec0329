package dev.lanner.configuration;

import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a configuration is told in a test, by files in a folder, variables, arguments and code. */
final class Told {
    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private ServerOptions code = ServerOptions.DEFAULT;

    Told(Path folder) {
        this.folder = folder;
    }

    Told file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return this;
    }

    Told json(String text) throws IOException {
        return file("lanner.json", text);
    }

    Told variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Told code(ServerOptions options) {
        code = options;
        return this;
    }

    Configuration load(String... arguments) throws ConfigurationException {
        return Configuration.of(new Sources(folder, variables, List.of(arguments), code));
    }
}
