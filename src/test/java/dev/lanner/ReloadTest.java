package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.configuration.Configuration;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.EdgeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server follows the file that it was told by. */
class ReloadTest {
    @TempDir
    Path folder;

    private void json(String text) throws IOException {
        Files.writeString(folder.resolve("lanner.json"), text);
    }

    private static List<String> addresses(EdgeServer server) {
        return server.features().require(ServerAddressesFeature.class).addresses();
    }

    @Test
    void fileThatChangesIsReadAgain() throws Exception {
        json("{\"urls\": \"http://127.0.0.1:0\"}");
        Configuration begin =
                Configuration.load("--config", folder.resolve("lanner.json").toString());
        try (EdgeServer server = new EdgeServer(begin.options());
                Reload reload = new Reload(server, begin);
                LogCapture log = LogCapture.of("lanner.configuration", Level.INFO)) {
            server.start(Pipeline.of(context -> context.response().text("")));
            reload.look(false);
            assertThat(log.texts()).isEmpty();
            List<String> before = addresses(server);

            json("{\"urls\": \"http://127.0.0.1:0;http://localhost:0\", \"limits\": {\"headerCount\": 7}}");
            reload.look(false);
            assertThat(addresses(server)).hasSize(2).containsAll(before);
            assertThat(log.texts())
                    .containsExactly(
                            "these have changed, which counts from the next start on: [limits.headerCount]",
                            "the configuration was read again");

            json("{\"urls\": 'http://127.0.0.1:0'}");
            reload.look(false);
            assertThat(addresses(server)).hasSize(2);
            assertThat(log.texts().getLast())
                    .isEqualTo("the configuration stays as it was, since the new one has a mistake: "
                            + folder.resolve("lanner.json") + ":1:10: texts stand in \" and not in '");
            int told = log.texts().size();
            reload.look(false);
            assertThat(log.texts()).hasSize(told);

            json("{\"urls\": \"http://127.0.0.1:0\"}");
            reload.look(true);
            assertThat(addresses(server)).isEqualTo(before);
        }
    }
}
