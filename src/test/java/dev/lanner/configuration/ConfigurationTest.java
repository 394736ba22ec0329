package dev.lanner.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Sources, their order, and mistakes in them. */
class ConfigurationTest {
    @TempDir
    Path folder;

    private Told told;

    @BeforeEach
    void begin() {
        told = new Told(folder);
    }

    private static int headerCount(Configuration configuration) {
        return configuration.options().limits().headerCount();
    }

    private static String origin(Configuration configuration, String key) {
        return configuration.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::origin)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachSourceIsStrongerThanTheOneBefore() throws Exception {
        Configuration nothing = told.load();
        assertThat(headerCount(nothing)).isEqualTo(100);
        assertThat(origin(nothing, "limits.headerCount")).isEqualTo("default");

        told.code(ServerOptions.builder()
                .limits(Limits.builder().headerCount(1).build())
                .build());
        assertThat(headerCount(told.load())).isEqualTo(1);
        assertThat(origin(told.load(), "limits.headerCount")).isEqualTo("code");

        told.json("{\"limits\": {\"headerCount\": 2}}");
        assertThat(headerCount(told.load())).isEqualTo(2);
        assertThat(origin(told.load(), "limits.headerCount")).isEqualTo(folder.resolve("lanner.json") + ":1:28");

        told.file("lanner.Production.json", "{\"limits\": {\"headerCount\": 3}}")
                .file("lanner.Development.json", "{\"limits\": {\"headerCount\": 4}}");
        assertThat(headerCount(told.load())).isEqualTo(3);
        assertThat(headerCount(told.load("--environment", "Development"))).isEqualTo(4);

        told.variable("LANNER_LIMITS__HEADER_COUNT", "5");
        assertThat(headerCount(told.load())).isEqualTo(5);
        assertThat(origin(told.load(), "limits.headerCount")).isEqualTo("LANNER_LIMITS__HEADER_COUNT");

        assertThat(headerCount(told.load("--limits.headerCount=6"))).isEqualTo(6);
        assertThat(headerCount(told.load("--limits.headerCount=6", "--limits.headerCount", "7")))
                .isEqualTo(7);
        assertThat(origin(told.load("--limits.headerCount=6"), "limits.headerCount"))
                .isEqualTo("--limits.headerCount");
    }

    @Test
    void environments() throws Exception {
        assertThat(told.load().environment()).isEqualTo("Production");
        assertThat(told.load().isDevelopment()).isFalse();
        told.variable("DOTNET_ENVIRONMENT", "A");
        assertThat(told.load().environment()).isEqualTo("A");
        told.variable("ASPNETCORE_ENVIRONMENT", "B");
        assertThat(told.load().environment()).isEqualTo("B");
        told.variable("LANNER_ENVIRONMENT", "Development");
        assertThat(told.load().environment()).isEqualTo("Development");
        assertThat(told.load().isDevelopment()).isTrue();
        assertThat(told.load("--environment=C").environment()).isEqualTo("C");
    }

    @Test
    void fileOfAnotherName() throws Exception {
        told.file("other.json", "{\"backlog\": 5}").file("other.Production.json", "{\"stopGrace\": \"1 min\"}");

        ServerOptions options =
                told.variable("LANNER_CONFIG", "other.json").load().options();
        assertThat(options.backlog()).isEqualTo(5);
        assertThat(options.stopGrace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(told.load().files())
                .containsExactly(folder.resolve("other.json"), folder.resolve("other.Production.json"));
    }

    @Test
    void valuesOfTheApplication() throws Exception {
        told.json("{\"app\": {\"greeting\": \"Hi\", \"mail\": {\"server\": \"a\"}, \"list\": [1, true]}}")
                .variable("LANNER_APP__MAIL__SERVER", "b");

        Configuration configuration = told.load("--app.Colour", "red");
        assertThat(configuration.value("greeting", null)).isEqualTo("Hi");
        assertThat(configuration.value("mail.server", null)).isEqualTo("b");
        assertThat(configuration.value("list", null)).isEqualTo("1;true");
        assertThat(configuration.value("colour", null)).isEqualTo("red");
        assertThat(configuration.value("missing", "x")).isEqualTo("x");
    }

    @Test
    void argumentsOfTheApplication() throws Exception {
        assertThat(told.load("a", "--backlog", "7", "-x", "--", "--urls", "b").arguments())
                .containsExactly("a", "-x", "--urls", "b");
    }

    @Test
    void reloadReadsTheFilesAgain() throws Exception {
        Configuration before = told.json("{\"backlog\": 5}").load("--daemon=true");
        told.json("{\"backlog\": 6}");

        assertThat(before.options().backlog()).isEqualTo(5);
        assertThat(before.reload().options().backlog()).isEqualTo(6);
        assertThat(before.reload().options().daemon()).isTrue();
    }

    @Test
    void waysToWriteValues() throws Exception {
        told.json("""
                {"limits": {"headerBytes": "64 KiB", "bodyBytes": "2GiB", "drainBytes": "unlimited",
                    "responseRate": "none", "requestRate": "1/ 500 ms", "keepAliveTimeout": "PT90S",
                    "connectionAge": "2 d", "refusal": "service-unavailable"},
                 "stopGrace": "0 s", "daemon": true}""");

        ServerOptions options = told.load().options();
        assertThat(options.limits().headerBytes()).isEqualTo(65_536);
        assertThat(options.limits().bodyBytes()).isEqualTo(2L << 30);
        assertThat(options.limits().drainBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(options.limits().requestRate().grace()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.limits().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.limits().connectionAge()).isEqualTo(Duration.ofDays(2));
        assertThat(options.stopGrace()).isZero();
        assertThat(told.load().settings())
                .extracting(Setting::key, Setting::value)
                .contains(
                        tuple("limits.responseRate", "none"),
                        tuple("limits.drainBytes", "unlimited"),
                        tuple("limits.keepAliveTimeout", "90 s"),
                        tuple("limits.connectionAge", "2 d"),
                        tuple("limits.requestRate", "1/500 ms"),
                        tuple("stopGrace", "0 ms"));
    }

    @TestFactory
    Stream<DynamicTest> mistakesInFiles() {
        Map<String, String> mistakes = new TreeMap<>(Map.ofEntries(
                Map.entry(
                        "{\n  \"limits\": {\"bodyBites\": 1}\n}",
                        "2:14: unknown key \"bodyBites\". Did you mean" + " \"bodyBytes\"?"),
                Map.entry("{\"prot\": 1}", "1:2: unknown key \"prot\""),
                Map.entry("{\"limits\": 1}", "1:12: \"limits\" is a number; it must be an object"),
                Map.entry("{\"endpoints\": []}", "1:15: \"endpoints\" is an array; it must be an object"),
                Map.entry("{\"backlog\": {}}", "1:13: \"backlog\" is an object; it must be a single value"),
                Map.entry("{\"backlog\": \"x\"}", "1:13: backlog is \"x\"; it must be a whole number"),
                Map.entry("{\"backlog\": 1.5}", "1:13: backlog is \"1.5\"; it must be a whole number"),
                Map.entry("{\"backlog\": 99999999999}", "1:13: backlog is \"99999999999\"; it must be a whole number"),
                Map.entry("{\"backlog\": 0}", "1:13: backlog is 0; it must be from 1 to 65535"),
                Map.entry(
                        "{\"limits\": {\"headerBytes\": \"9999999999 GiB\"}}",
                        "1:28: limits.headerBytes is \"9999999999 GiB\"; it must be a number of bytes, such as 65536 or"
                                + " 64 KiB"),
                Map.entry(
                        "{\"stopGrace\": 30}",
                        "1:15: stopGrace is \"30\"; it must be a time with its unit, such as 500 ms, 30 s, 5 min, 1 h or"
                                + " 2 d"),
                Map.entry("{\"stopGrace\": \"2 d\"}", "1:15: stopGrace is PT48H; it must be from PT0S to PT24H"),
                Map.entry("{\"daemon\": 1}", "1:12: daemon is \"1\"; it must be true or false"),
                Map.entry(
                        "{\"limits\": {\"requestRate\": \"0/5s\"}}",
                        "1:28: bytesPerSecond is 0; it must be at least 1"),
                Map.entry(
                        "{\"limits\": {\"refusal\": \"no\"}}",
                        "1:24: limits.refusal is \"no\"; it must be service-unavailable or close"),
                Map.entry(
                        "{\"backlog\": 1,\n \"backlog\": 2}",
                        "2:2: \"backlog\" is here twice; the first one is in" + " line 1"),
                Map.entry(
                        "{\"urls\": \"ftp://a\"}",
                        "1:10: \"ftp://a\" is not an endpoint; it must be http://HOST[:PORT]"
                                + " or http://unix:/PATH")));
        return mistakes.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getValue(), () -> {
                    told.json(entry.getKey());
                    assertThatExceptionOfType(ConfigurationException.class)
                            .isThrownBy(() -> told.load())
                            .withMessage(folder.resolve("lanner.json") + ":" + entry.getValue());
                }));
    }

    @Test
    void mistakesInVariables() {
        told.variable("LANNER_LIMITS__BODYBITES", "1");
        assertMistake("LANNER_LIMITS__BODYBITES: unknown key \"BODYBITES\". Did you mean \"BODY_BYTES\"?");
    }

    @Test
    void mistakesElsewhere() {
        assertMistake("there is no file " + folder.resolve("x.json"), "--config", "x.json");
        assertMistake(
                "--limits.bodyBites: unknown key \"bodyBites\". Did you mean \"bodyBytes\"?", "--limits.bodyBites=1");
        assertMistake(
                "--colour: unknown key \"colour\". The application's own arguments stand behind --", "--colour", "red");
        assertMistake(
                "--limits: unknown key \"limits\". The application's own arguments stand behind --", "--limits=1");
        assertMistake(
                "--backlog.x: unknown key \"x\". The application's own arguments stand behind --", "--backlog.x=1");
        assertMistake("--backlog needs a value", "--backlog");
        assertMistake("--backlog: backlog is 0; it must be from 1 to 65535", "--backlog=0");
        assertMistake(
                "the environment is \"../x\"; it must be of letters and digits, as in Development",
                "--environment=../x");
        told.variable("LANNER_LIMTS__BODYBYTES", "1");
        assertMistake("LANNER_LIMTS__BODYBYTES: unknown key \"LIMTS\". Did you mean \"LIMITS\"?");
    }

    private void assertMistake(String message, String... arguments) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> told.load(arguments))
                .withMessage(message)
                .satisfies(mistake -> assertThat(mistake.getStackTrace()).isEmpty());
    }

    @Test
    void variablesThatMeanSomethingElse() throws Exception {
        told.variable("LANNER_HOME", "/x").variable("LANNER_URL", "http://localhost:1");

        assertThat(told.load().warnings())
                .containsExactly("LANNER_URL is not known and does nothing. Did you mean LANNER_URLS?");
        assertThat(told.load().options().endpoints()).containsExactly(Endpoint.localhost(8080));
    }

    @Test
    void secretsAreMasked() throws Exception {
        told.json("{\"certificates\": {\"a\": {\"file\": \"a.p12\", \"password\": \"geheim\"}}}");

        assertThat(told.load().settings())
                .noneMatch(setting -> setting.toString().contains("geheim"));
        assertThat(told.load().settings())
                .anyMatch(setting -> setting.key().equals("certificates.a.password")
                        && setting.value().equals("***"));
    }
}
