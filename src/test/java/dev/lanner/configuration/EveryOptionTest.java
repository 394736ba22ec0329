package dev.lanner.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.DataRate;
import dev.lanner.server.DocumentedOption;
import dev.lanner.server.Refusal;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every option and limit that the builders have can be set from each source, and then is built. */
class EveryOptionTest {
    private static final Pattern MIN = Pattern.compile("@param \\w+ (?:from )?([\\d,]+(?: ms)?)");

    /** They are endpoints, or collections of options. */
    private static final Set<String> COMPOSED = Set.of("listen", "limits", "http1", "http2");

    @TempDir
    Path folder;

    static List<DocumentedOption> options() throws Exception {
        return DocumentedOption.all().stream()
                .filter(option -> !option.owner().equals("ServerOptions") || !COMPOSED.contains(option.name()))
                .toList();
    }

    static String key(DocumentedOption option) {
        return switch (option.owner()) {
            case "Limits" -> "limits." + option.name();
            case "Http1Limits" -> "http1." + option.name();
            case "Http2Limits" -> "http2." + option.name();
            default -> option.name();
        };
    }

    /** One that is in the range and not the default: mostly the least. */
    private static Object value(DocumentedOption option) {
        if (option.type() == DataRate.class) {
            return new DataRate(100, Duration.ofSeconds(7));
        } else if (option.type() == Refusal.class) {
            return Refusal.CLOSE;
        } else if (option.type() == boolean.class) {
            return true;
        } else if (option.type() == String.class) {
            return "a server";
        } else if (option.type() == Duration.class) {
            return Duration.ofMillis(100);
        }
        Matcher least = MIN.matcher(option.documentation());
        assertThat(least.find()).as(option.documentation()).isTrue();
        long number = Long.parseLong(least.group(1).replace(",", ""));
        long other = Set.of("headerTableBytes", "frameBytes").contains(option.name()) ? number + 1 : number;
        return option.type() == int.class ? (Object) (int) other : (Object) other;
    }

    private static String text(Object value) {
        return switch (value) {
            case DataRate rate -> rate.bytesPerSecond() + "/7s";
            case Refusal refusal -> refusal.name().toLowerCase(Locale.ROOT);
            case Duration duration -> duration.toMillis() + "ms";
            default -> value.toString();
        };
    }

    private static Object built(DocumentedOption option, ServerOptions options) throws ReflectiveOperationException {
        Object owner = switch (option.owner()) {
            case "Limits" -> options.limits();
            case "Http1Limits" -> options.http1();
            case "Http2Limits" -> options.http2();
            default -> options;
        };
        return owner.getClass().getMethod(option.name()).invoke(owner);
    }

    @TestFactory
    Stream<DynamicTest> fromEachSource() throws Exception {
        return options().stream().map(option -> DynamicTest.dynamicTest(key(option), () -> check(option)));
    }

    private void check(DocumentedOption option) throws Exception {
        Object value = value(option);
        String text = text(value);
        String key = key(option);
        String[] words = key.split("\\.");
        assertThat(built(option, new Told(folder.resolve("nothing")).load().options()))
                .isEqualTo(built(option, ServerOptions.DEFAULT))
                .isNotEqualTo(value);

        String json = words.length == 1
                ? "{\"" + key + "\": \"" + text + "\"}"
                : "{\"" + words[0] + "\": {\"" + words[1] + "\": \"" + text + "\"}}";
        new Told(folder).file("special.json", json);
        String variable =
                "LANNER_" + key.replaceAll("([A-Z])", "_$1").replace(".", "__").toUpperCase(Locale.ROOT);
        for (Configuration configuration : List.of(
                new Told(folder).load("--config", "special.json"),
                new Told(folder).variable(variable, text).load(),
                new Told(folder).load("--" + key + "=" + text),
                new Told(folder).load("--" + key, text))) {
            assertThat(built(option, configuration.options())).isEqualTo(value);
        }
    }

    @Test
    void whatIsShownCanBeRead() throws Exception {
        Told told = new Told(folder);
        for (Setting setting : told.load().settings()) {
            if (!setting.key().equals("serverHeader")) {
                assertThat(told.load("--" + setting.key(), setting.value()).settings())
                        .contains(new Setting(setting.key(), setting.value(), "--" + setting.key()));
            }
        }
    }
}
