package dev.lanner.hosting;

import dev.lanner.gateway.GatewayOptions;
import dev.lanner.http.Authority;
import dev.lanner.internal.text.Json;
import dev.lanner.internal.text.JsonValue;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An application of {@code lanner host}.
 *
 * @param host whose requests it gets, in lower case; null for every host
 * @param path under which it is mounted; empty for the root
 * @param options how it is hosted
 */
record HostedApp(String host, String path, GatewayOptions options) {
    private static final List<String> FILE_KEYS = List.of("apps");
    private static final List<String> KEYS = List.of(
            "command",
            "folder",
            "host",
            "path",
            "environment",
            "processes",
            "unixSocket",
            "startAtOnce",
            "startLimit",
            "drainLimit",
            "stopLimit",
            "requestTimeout",
            "rapidFailsPerMinute",
            "log",
            "logBytes",
            "logFiles",
            "recycleOn");

    private static final long HOUR = 3_600;

    /** The one application that the arguments tell of. */
    static List<HostedApp> of(Arguments arguments, int httpsPort) throws UsageException {
        if (arguments.passed().isEmpty()) {
            throw new UsageException("there is no program to host. As in: lanner host -- node server.js");
        }
        try {
            GatewayOptions.Builder options =
                    GatewayOptions.builder(arguments.passed()).httpsPort(httpsPort);
            String path = arguments.value(Option.PATH);
            if (path != null) {
                options.path(path);
            }
            String processes = arguments.value(Option.PROCESSES);
            if (processes != null) {
                options.processes(Integer.parseInt(processes));
            }
            if (arguments.has(Option.APP_LOG)) {
                options.logFile(Arguments.path(arguments.value(Option.APP_LOG)));
            }
            if (arguments.has(Option.RECYCLE_ON)) {
                options.recycleOn(Arguments.path(arguments.value(Option.RECYCLE_ON)));
            }
            options.unixSocket(arguments.has(Option.APP_SOCKET)).startAtOnce(arguments.has(Option.AT_ONCE));
            return List.of(new HostedApp(null, path == null || path.equals("/") ? "" : path, options.build()));
        } catch (NumberFormatException noNumber) {
            throw new UsageException("--processes is \"" + arguments.value(Option.PROCESSES) + "\"; it must be "
                    + Option.PROCESSES.value() + ".");
        } catch (IllegalArgumentException outOfRange) {
            throw new UsageException(outOfRange.getMessage() + ".");
        }
    }

    /**
     * The applications that a file tells of.
     *
     * @throws UsageException in one sentence, which begins with the place of the mistake
     */
    static List<HostedApp> read(Path file, int httpsPort) throws UsageException {
        try {
            JsonValue.Struct whole = Json.read(file);
            whole.allowOnly(FILE_KEYS);
            if (!(whole.get("apps") instanceof JsonValue.Array array)
                    || array.elements().isEmpty()) {
                throw whole.mistake("there is no \"apps\": [{\"command\": [...]}] with an application in it");
            }
            Path folder = file.toAbsolutePath().getParent();
            List<HostedApp> apps = new ArrayList<>();
            for (JsonValue element : array.elements()) {
                if (!(element instanceof JsonValue.Struct app)) {
                    throw element.isNot("apps", "objects in brackets");
                }
                HostedApp read = read(app, folder, httpsPort);
                for (HostedApp other : apps) {
                    if (read.path.equals(other.path) && Objects.equals(read.host, other.host)) {
                        throw app.mistake("another application has the same host and path");
                    }
                }
                apps.add(read);
            }
            return apps;
        } catch (NoSuchFileException notThere) {
            throw new UsageException("there is no file " + file + ".");
        } catch (IOException mistake) {
            String sentence = mistake.getMessage();
            throw new UsageException(sentence.endsWith("?") ? sentence : sentence + ".");
        }
    }

    private static HostedApp read(JsonValue.Struct app, Path folder, int httpsPort) throws IOException {
        app.allowOnly(KEYS);
        if (app.get("command") == null) {
            throw app.mistake("this application has no \"command\"");
        }
        String path = app.text("path");
        String host = app.text("host");
        if (host != null && Authority.parse(host) == null) {
            throw app.get("host").mistake("\"host\" is \"" + host + "\"; it must be a name or an address");
        }
        try {
            GatewayOptions.Builder options = GatewayOptions.builder(app.texts("command"))
                    .folder(folder.resolve(app.text("folder") == null ? "" : app.text("folder")))
                    .path(path == null ? "" : path)
                    .environment(environment(app))
                    .processes((int) app.number("processes", 1, 100, 1))
                    .unixSocket(app.truth("unixSocket", false))
                    .startAtOnce(app.truth("startAtOnce", false))
                    .startLimit(seconds(app, "startLimit", 0, HOUR, 120))
                    .drainLimit(seconds(app, "drainLimit", 0, HOUR, 30))
                    .stopLimit(seconds(app, "stopLimit", 0, 600, 10))
                    .requestTimeout(seconds(app, "requestTimeout", 1, 360 * HOUR, 120))
                    .rapidFailsPerMinute((int) app.number("rapidFailsPerMinute", 0, 100, 10))
                    .logBytes(app.number("logBytes", 1_000, 10_000_000_000L, 10_000_000))
                    .logFiles((int) app.number("logFiles", 1, 1_000, 5))
                    .httpsPort(httpsPort);
            if (app.text("log") != null) {
                options.logFile(folder.resolve(app.text("log")));
            }
            if (app.text("recycleOn") != null) {
                options.recycleOn(folder.resolve(app.text("recycleOn")));
            }
            return new HostedApp(
                    host == null ? null : host.toLowerCase(Locale.ROOT),
                    path == null || path.equals("/") ? "" : path,
                    options.build());
        } catch (IllegalArgumentException wrong) {
            throw app.mistake(wrong.getMessage());
        }
    }

    private static Duration seconds(JsonValue.Struct app, String name, long min, long max, long otherwise)
            throws IOException {
        return Duration.ofSeconds(app.number(name, min, max, otherwise));
    }

    private static Map<String, String> environment(JsonValue.Struct app) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        JsonValue.Struct struct = app.struct("environment");
        if (struct != null) {
            for (String name : struct.members().keySet()) {
                String value = struct.text(name);
                if (value != null) {
                    variables.put(name, value);
                }
            }
        }
        return variables;
    }
}
