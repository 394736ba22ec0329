package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What wins where several say something to an application that is started. */
class LaunchVariablesTest {
    private final Running running = new Running();
    private final Map<String, String> inherited = new HashMap<>();

    private static LaunchProfile profile(String url, Map<String, String> variables) {
        return new LaunchProfile("web", "Project", null, url, variables, null, null, false, null);
    }

    private Map<String, String> variables(LaunchProfile profile, String... arguments) throws UsageException {
        return new LaunchVariables(inherited, running.options(arguments))
                .set(profile)
                .variables();
    }

    @Test
    void developmentUnlessSomethingSetsIt() throws Exception {
        assertThat(variables(null)).containsEntry("LANNER_ENVIRONMENT", "Development");
        assertThat(variables(null, "-c", "Release")).doesNotContainKey("LANNER_ENVIRONMENT");
        assertThat(variables(null, "-e", "DOTNET_ENVIRONMENT=A"))
                .containsEntry("DOTNET_ENVIRONMENT", "A")
                .doesNotContainKey("LANNER_ENVIRONMENT");
        inherited.put("ASPNETCORE_ENVIRONMENT", "B");
        assertThat(variables(null))
                .containsEntry("ASPNETCORE_ENVIRONMENT", "B")
                .doesNotContainKey("LANNER_ENVIRONMENT");
    }

    @Test
    void profileNamesItself() throws Exception {
        assertThat(variables(profile(null, Map.of())))
                .containsEntry("LANNER_LAUNCH_PROFILE", "web")
                .containsEntry("DOTNET_LAUNCH_PROFILE", "web");
    }

    @Test
    void applicationUrlOverridesTheEnvironment() throws Exception {
        inherited.put("ASPNETCORE_URLS", "http://localhost:1");

        assertThat(variables(profile("http://localhost:2", Map.of())))
                .containsEntry("LANNER_URLS", "http://localhost:2")
                .doesNotContainKey("ASPNETCORE_URLS");
        assertThat(running.told())
                .isEqualTo("lanner: LANNER_URLS=http://localhost:2 (from the launch profile \"web\") overrides"
                        + " ASPNETCORE_URLS=http://localhost:1 (from the environment).\n");
    }

    @Test
    void variablesOfTheProfileOverrideItsUrlAndTheEnvironment() throws Exception {
        inherited.put("GREETING", "inherited");

        assertThat(variables(profile(
                        "http://localhost:2", Map.of("ASPNETCORE_URLS", "http://localhost:3", "GREETING", "own"))))
                .containsEntry("ASPNETCORE_URLS", "http://localhost:3")
                .containsEntry("GREETING", "own")
                .doesNotContainKey("LANNER_URLS");
        assertThat(running.told())
                .isEqualTo("lanner: ASPNETCORE_URLS=http://localhost:3 (from the launch profile \"web\") overrides"
                        + " LANNER_URLS=http://localhost:2 (from the launch profile \"web\").\n");
    }

    @Test
    void variablesOfTheCommandOverrideTheProfile() throws Exception {
        LaunchProfile profile = profile(null, Map.of("GREETING", "own", "LANNER_ENVIRONMENT", "Staging"));

        assertThat(variables(profile, "-e", "GREETING=a=b", "--env", "ASPNETCORE_ENVIRONMENT=Test"))
                .containsEntry("GREETING", "a=b")
                .containsEntry("ASPNETCORE_ENVIRONMENT", "Test")
                .doesNotContainKey("LANNER_ENVIRONMENT");
    }

    @Test
    void urlsOfTheCommandOverrideAll() throws Exception {
        assertThat(variables(
                        profile("http://localhost:2", Map.of()),
                        "--urls",
                        "http://localhost:5",
                        "-e",
                        "LANNER_URLS=http://localhost:4"))
                .containsEntry("LANNER_URLS", "http://localhost:5");
        assertThat(running.told())
                .hasLineCount(2)
                .endsWith("LANNER_URLS=http://localhost:5 (from --urls) overrides LANNER_URLS=http://localhost:4 (from"
                        + " -e).\n");
    }

    @Test
    void whatIsTheSameIsNotWorthAWord() throws Exception {
        inherited.put("LANNER_URLS", "http://localhost:2");

        variables(profile("http://localhost:2", Map.of()));
        assertThat(running.told()).isEmpty();
    }

    @Test
    void percentSignsStandForVariables() throws Exception {
        inherited.put("SOMEBODY", "$1 you\\");

        assertThat(variables(profile(null, Map.of("A", "%SOMEBODY%, %NOBODY%, 5%"))))
                .containsEntry("A", "$1 you\\, %NOBODY%, 5%");
    }
}
