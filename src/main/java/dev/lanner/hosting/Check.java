package dev.lanner.hosting;

import dev.lanner.configuration.Configuration;
import dev.lanner.configuration.Setting;
import dev.lanner.internal.tls.Credentials;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The command {@code check}: what a configuration comes to, without a server. What it tells goes to standard output. */
final class Check {
    static final String HELP = """
            usage: lanner check [FILE] [--KEY=VALUE ...]

            Prints every value that Lanner.run(args, ...) would serve by in this folder, with where it comes from: the
            file lanner.json (or FILE), lanner.ENVIRONMENT.json, variables that begin with LANNER_, and arguments such
            as --limits.bodyBytes=1000. Finds the mistakes in all of them, and in the certificates that they name.

              -v, --verbose     tell more of what fails
              -h, --help        show this
              -V, --version     show the version

            exit codes:
              0  no mistake    2  a mistake, told in one sentence
            """;

    private final PrintStream out;
    private final PrintStream err;

    Check(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Checks.
     *
     * @param arguments what follows the command's name
     * @param now when the certificates must be valid
     */
    void run(List<String> arguments, Instant now) throws UsageException {
        List<String> told = new ArrayList<>(arguments);
        if (!told.isEmpty() && !told.getFirst().startsWith("-")) {
            told.addFirst("--config");
        }
        try {
            Configuration configuration = Configuration.load(told.toArray(String[]::new));
            if (!configuration.arguments().isEmpty()) {
                throw new UsageException("lanner check can't do anything with "
                        + configuration.arguments().getFirst() + ". The file stands first.");
            }
            for (CertificateSource source : certificates(configuration)) {
                Credentials.load(source, now);
            }
            print(configuration);
        } catch (IOException mistake) {
            String sentence = mistake.getMessage();
            throw new UsageException(sentence.endsWith("?") ? sentence : sentence + ".");
        }
    }

    private static Set<CertificateSource> certificates(Configuration configuration) {
        Set<CertificateSource> sources = new LinkedHashSet<>();
        for (Endpoint endpoint : configuration.options().endpoints()) {
            if (endpoint instanceof Endpoint.Tls tls) {
                sources.addAll(tls.options().certificates());
                tls.options().certificatesByName().values().forEach(sources::addAll);
            }
        }
        sources.remove(CertificateSource.development());
        return sources;
    }

    private void print(Configuration configuration) {
        configuration.warnings().forEach(warning -> err.println("lanner: " + warning + "."));
        out.println("environment " + configuration.environment());
        configuration.options().endpoints().forEach(endpoint -> out.println("listens on " + endpoint.url()));
        List<Setting> settings = configuration.settings();
        int keys = settings.stream()
                .mapToInt(setting -> setting.key().length())
                .max()
                .orElse(0);
        int values = settings.stream()
                .mapToInt(setting -> setting.value().length())
                .max()
                .orElse(0);
        String line = "%-" + keys + "s  %-" + Math.min(values, 40) + "s  %s%n";
        settings.forEach(setting -> out.printf(line, setting.key(), setting.value(), setting.origin()));
    }
}
