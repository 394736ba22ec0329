package dev.lanner.internal.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process understands of a broker's variables. */
class BrokerEnvironmentTest {
    @Test
    void withoutThemThereIsNone() {
        assertThat(BrokerEnvironment.of(Map.of("LANNER_PORT", "1"))).isNull();
        assertThat(BrokerEnvironment.of(Map.of("LANNER_BROKER", "", "LANNER_PREFIX", " ")))
                .isNull();
    }

    @Test
    void prefixesStandBetweenBlanksAndCommas() {
        BrokerEnvironment broker = BrokerEnvironment.of(
                Map.of("LANNER_BROKER", "/run/b", "LANNER_PREFIX", " http://+:80/a/, http://+:80/b/ http://+:80/c/"));
        assertThat(broker.socket()).isEqualTo(Path.of("/run/b"));
        assertThat(broker.prefixes()).isEqualTo(List.of("http://+:80/a/", "http://+:80/b/", "http://+:80/c/"));
        assertThat(broker.queue()).isNull();
        try (Server server = broker.server(ServerOptions.DEFAULT)) {
            assertThat(server.features().require(ServerAddressesFeature.class).addresses())
                    .isEqualTo(broker.prefixes());
        }
    }

    @Test
    void queueIsEnoughWhereThereIsOne() {
        BrokerEnvironment broker = BrokerEnvironment.of(Map.of("LANNER_BROKER", "b", "LANNER_QUEUE", "shop"));
        assertThat(broker.socket()).isEqualTo(Path.of("b").toAbsolutePath());
        assertThat(broker.prefixes()).isEmpty();
        assertThat(broker.queue()).isEqualTo("shop");
        broker.server(ServerOptions.DEFAULT).close();
    }

    @Test
    void mistakesAreSentences() {
        assertMistake(
                Map.of("LANNER_PREFIX", "http://+:80/"),
                "the variable LANNER_PREFIX is there, but not LANNER_BROKER, which says where the broker is");
        assertMistake(
                Map.of("LANNER_QUEUE", "shop"),
                "the variable LANNER_QUEUE is there, but not LANNER_BROKER, which says where the broker is");
        assertMistake(
                Map.of("LANNER_BROKER", "b"),
                "the variable LANNER_BROKER is there, but neither LANNER_PREFIX nor LANNER_QUEUE, which say what to ask the"
                        + " broker for, such as LANNER_PREFIX=http://+:8080/shop/");
        assertMistake(
                Map.of("LANNER_BROKER", "\0", "LANNER_QUEUE", "shop"),
                "the variable LANNER_BROKER is \"\0\", which is no path");
        assertMistake(
                Map.of("LANNER_BROKER", "b", "LANNER_PREFIX", "ftp://+:80/"),
                "the variable LANNER_PREFIX: \"ftp://+:80/\" is no prefix: the scheme \"ftp\" is neither http nor https;"
                        + " it must be like http://+:8080/shop/");
        assertMistake(
                Map.of("LANNER_BROKER", "b", "LANNER_QUEUE", "two words"),
                "the variable LANNER_QUEUE: the queue's name has 9 characters; it must have 1 to 260, visible ones of ASCII");
    }

    private static void assertMistake(Map<String, String> variables, String sentence) {
        assertThatThrownBy(() -> BrokerEnvironment.of(variables).server(ServerOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
