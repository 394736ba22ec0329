package dev.lanner.hosting;

import dev.lanner.configuration.Configuration;
import dev.lanner.configuration.ConfigurationException;
import dev.lanner.server.ServerOptions;
import java.util.List;

/**
 * What a command that serves finds in {@code lanner.json}, in variables and among its arguments, by the keys of every
 * configuration.
 *
 * @param server where to listen and what to allow
 * @param rest of the arguments, what is neither an option nor a setting
 * @param warnings a sentence each, without a full stop
 */
record Configured(ServerOptions server, List<String> rest, List<String> warnings) {
    /** @throws UsageException if there is a mistake in any of them, with its place */
    static Configured load(Arguments arguments) throws UsageException {
        try {
            Configuration found = Configuration.load(arguments.rest().toArray(String[]::new));
            return new Configured(found.options(), found.arguments(), found.warnings());
        } catch (ConfigurationException mistake) {
            String sentence = mistake.getMessage();
            throw new UsageException(sentence.endsWith("?") ? sentence : sentence + ".");
        }
    }
}
