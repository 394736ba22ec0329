package dev.lanner.configuration;

import dev.lanner.server.Endpoint;
import dev.lanner.server.Http1Limits;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a program was told from outside. From the weakest to the strongest, these say something:
 *
 * <ol>
 *   <li>the program's own code, by {@link ServerOptions}
 *   <li>the file {@code lanner.json} in the folder where the process runs, or the one that {@code --config} or {@code
 *       LANNER_CONFIG} names
 *   <li>{@code lanner.Development.json}, or as the environment is called
 *   <li>environment variables, such as {@code LANNER_LIMITS__BODY_BYTES}
 *   <li>arguments, such as {@code --limits.bodyBytes=1000}
 * </ol>
 *
 * So whoever runs a program has the last word on it. Only endpoints of the code are not replaced by {@code urls}, unless
 * {@code preferUrls} is true. {@code docs/configuration.md} has all keys. Immutable.
 *
 * <pre>{@code
 * public static void main(String[] args) throws IOException {
 *     Configuration configuration = Configuration.load(args);
 *     String greeting = configuration.value("greeting", "Hello");
 *     Lanner.run(configuration, context -> context.response().text(greeting));
 * }
 * }</pre>
 */
public final class Configuration {
    private final Sources sources;
    private final Sources.Read read;
    private final ServerOptions options;
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> warnings;

    private Configuration(Sources sources) throws ConfigurationException {
        this.sources = sources;
        this.read = sources.read();
        this.warnings = new ArrayList<>(read.warnings());
        this.options = options(sources.code());
        read.entries().values().stream()
                .filter(entry -> entry.key().startsWith("app.") || entry.key().startsWith("certificates."))
                .forEach(entry -> settings.add(Setting.of(entry)));
    }

    /**
     * Reads what there is, for a program that sets nothing itself.
     *
     * @param arguments what the program was called with
     * @return the configuration
     * @throws ConfigurationException if there is a mistake anywhere, with its place
     */
    public static Configuration load(String... arguments) throws ConfigurationException {
        return load(ServerOptions.DEFAULT, arguments);
    }

    /**
     * Reads what there is.
     *
     * @param code what the program itself has set
     * @param arguments what the program was called with
     * @return the configuration
     * @throws ConfigurationException if there is a mistake anywhere, with its place
     */
    public static Configuration load(ServerOptions code, String... arguments) throws ConfigurationException {
        return of(new Sources(Path.of(""), System.getenv(), List.of(arguments), code));
    }

    static Configuration of(Sources sources) throws ConfigurationException {
        return new Configuration(sources);
    }

    /**
     * Reads the same sources again.
     *
     * @return another configuration, with what the files say now
     * @throws ConfigurationException if there is a mistake anywhere, with its place
     */
    public Configuration reload() throws ConfigurationException {
        return new Configuration(sources);
    }

    /**
     * What the process runs for, by {@code LANNER_ENVIRONMENT} (or {@code ASPNETCORE_ENVIRONMENT}) or {@code --environment}.
     *
     * @return such as {@code Development}; {@code Production} unless told
     */
    public String environment() {
        return read.environment();
    }

    /**
     * Whether the process runs for somebody who develops it.
     *
     * @return true if the environment is {@code Development}
     */
    public boolean isDevelopment() {
        return environment().equalsIgnoreCase("Development");
    }

    /**
     * Where to listen and what to allow.
     *
     * @return the options, checked
     */
    public ServerOptions options() {
        return options;
    }

    /**
     * A value of the application's own, from below {@code app}.
     *
     * @param key behind {@code app.}, such as {@code mail.server}; case does not count
     * @param otherwise what to return if no source has it; may be null
     * @return the value; of several in brackets, with semicolons between
     */
    public String value(String key, String otherwise) {
        Entry entry = read.entries().get("app." + Schema.folded(key));
        return entry == null ? otherwise : entry.text();
    }

    /**
     * The arguments that are the application's own: those that don't begin with two dashes, and all behind {@code --}.
     *
     * @return in order
     */
    public List<String> arguments() {
        return List.copyOf(read.rest());
    }

    /**
     * What somebody may not have meant, such as an address that another one overrides.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Every value that is in force, with its origin.
     *
     * @return in the order of {@code docs/configuration.md}
     */
    public List<Setting> settings() {
        return List.copyOf(settings);
    }

    /**
     * The files that were looked for. When one of them changes, it is worth to {@link #reload} .
     *
     * @return some of them may not be there
     */
    public List<Path> files() {
        return read.files();
    }

    private ServerOptions options(ServerOptions code) throws ConfigurationException {
        Path folder = read.files().getFirst().toAbsolutePath().getParent();
        Map<String, Entry> entries = read.entries();
        ConfiguredEndpoints endpoints =
                new ConfiguredEndpoints(entries, new Certificates(entries, folder, isDevelopment()), warnings);
        List<Endpoint> ofCode =
                code.endpoints().equals(ServerOptions.DEFAULT.endpoints()) ? List.of() : code.endpoints();
        ServerOptions.Builder builder = ServerOptions.builder();
        endpoints.decide(ofCode).forEach(builder::listen);
        settings.addAll(endpoints.settings());
        apply("", OptionKey.SERVER, code, ServerOptions.DEFAULT, builder);
        Limits.Builder limits = Limits.builder();
        apply("limits.", OptionKey.LIMITS, code.limits(), Limits.DEFAULT, limits);
        Http1Limits.Builder http1 = Http1Limits.builder();
        apply("http1.", OptionKey.HTTP1, code.http1(), Http1Limits.DEFAULT, http1);
        Http2Limits.Builder http2 = Http2Limits.builder();
        apply("http2.", OptionKey.HTTP2, code.http2(), Http2Limits.DEFAULT, http2);
        return builder.limits(limits.build())
                .http1(http1.build())
                .http2(http2.build())
                .build();
    }

    private <O, B> void apply(String prefix, List<OptionKey<O, B, ?>> keys, O code, O defaults, B builder)
            throws ConfigurationException {
        for (OptionKey<O, B, ?> key : keys) {
            String name = prefix + key.name();
            settings.add(key.apply(name, read.entries().get(name), code, defaults, builder));
        }
    }
}
