package dev.lanner.internal.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.server.Endpoint;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a module tells, in its words and in those of IIS. */
class ModuleEnvironmentTest {
    private static final Map<String, String> IIS =
            Map.of("ASPNETCORE_PORT", "12345", "ASPNETCORE_APPL_PATH", "/", "ASPNETCORE_TOKEN", "secret");

    @Test
    void variablesOfTheAspNetCoreModuleAreUnderstood() {
        ModuleEnvironment module = ModuleEnvironment.of(IIS);
        assertThat(module.endpoint()).isEqualTo(Endpoint.tcp("127.0.0.1", 12345));
        assertThat(module.pathBase()).isEmpty();
        assertThat(module.isToken("secret")).isTrue();
        assertThat(module.isToken("secreT")).isFalse();
        assertThat(module.isToken(null)).isFalse();
        assertThat(module.upgrades()).isTrue();
        assertThat(module.lifeline()).isFalse();
        assertThat(module.tellsPathBase()).as("its clients can").isFalse();
        assertThat(module.toString()).doesNotContain("secret");
    }

    @Test
    void ourOwnNamesWin() {
        Map<String, String> variables = new TreeMap<>(IIS);
        variables.putAll(Map.of(
                "LANNER_PORT", "1000",
                "LANNER_APPL_PATH", "/app",
                "LANNER_TOKEN", "ours",
                "LANNER_LIFELINE", "stdin",
                "ASPNETCORE_IIS_WEBSOCKETS_SUPPORTED", "False"));
        ModuleEnvironment module = ModuleEnvironment.of(variables);
        assertThat(module.endpoint()).isEqualTo(Endpoint.tcp("127.0.0.1", 1000));
        assertThat(module.pathBase()).isEqualTo("/app");
        assertThat(module.isToken("ours")).isTrue();
        assertThat(module.lifeline()).isTrue();
        assertThat(module.tellsPathBase()).isTrue();
        assertThat(module.upgrades()).isFalse();
        variables.put("LANNER_UNIX_SOCKET", "/run/a.sock");
        assertThat(ModuleEnvironment.of(variables).endpoint()).isEqualTo(Endpoint.unix(Path.of("/run/a.sock")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASPNETCORE_PORT", "ASPNETCORE_APPL_PATH", "ASPNETCORE_TOKEN"})
    void thereIsNoModuleUnlessAllIsThere(String missing) {
        Map<String, String> variables = new TreeMap<>(IIS);
        variables.remove(missing);
        assertThat(ModuleEnvironment.of(variables)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "x"})
    void portMustBeOne(String port) {
        Map<String, String> variables = new TreeMap<>(IIS);
        variables.put("ASPNETCORE_PORT", port);
        assertThatThrownBy(() -> ModuleEnvironment.of(variables))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the module's port is \"" + port + "\"; it must be from 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 0",
        "192.0.2.1:4711, 192.0.2.1, 4711",
        "[2001:db8::1], 2001:db8::1, 0",
        "[2001:db8::1]:4711, 2001:db8::1, 4711",
    })
    void addressOfAClient(String text, String host, int port) {
        assertThat(ModuleClient.address(text)).isEqualTo(new InetSocketAddress(host, port));
    }

    /** Above all, no name is looked up. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "evil.example", "evil.example:80", "1.2.3.4:x", "[::1", "1.2.3.4.5", "999.1.1.1"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(ModuleClient.address(text)).isNull();
    }

    @Test
    void whatIsNoCertificateIsNone() {
        assertThat(ModuleClient.certificate(null)).isNull();
        assertThat(ModuleClient.certificate("%%%")).isNull();
        assertThat(ModuleClient.certificate("AAAA")).isNull();
    }
}
