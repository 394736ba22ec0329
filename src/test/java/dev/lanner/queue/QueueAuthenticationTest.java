package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.authentication.Authentication;
import dev.lanner.authentication.Basic;
import dev.lanner.authentication.User;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authentication before a queue: who may not come in costs the application nothing, and it knows who has. */
class QueueAuthenticationTest {
    private static final Basic BASIC = Basic.of(
                    "r",
                    (name, password) ->
                            Basic.sameSecret("secret", password) ? Optional.of(new User(name)) : Optional.empty())
            .overCleartext();

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final Handler application = context -> {
        asked.incrementAndGet();
        context.response().text(context.user().getName());
    };

    private void assertGuarded(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            RawClient.Answer challenged = client.get("/").read();
            assertThat(challenged.status()).isEqualTo(401);
            assertThat(challenged.field("www-authenticate")).startsWith("Basic realm=\"r\"");
            assertThat(asked).hasValue(0);
            String credentials = Base64.getEncoder().encodeToString("anna:secret".getBytes(StandardCharsets.UTF_8));
            client.send("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + credentials + "\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("anna");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void onASharedPort() throws Exception {
        try (Server server = SharedPorts.of(PortOptions.DEFAULT)
                .server(QueueOptions.builder()
                        .prefix("http://+:0/")
                        .before(Authentication.by(BASIC))
                        .build())) {
            server.start(Pipeline.of(application));
            String address = server.features()
                    .require(ServerAddressesFeature.class)
                    .addresses()
                    .getFirst();
            assertGuarded(UrlPrefix.parse(address).port());
        }
    }

    @Test
    void behindABroker() throws Exception {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                Server server = brokered.attach(
                        brokered.queue("q", "/")
                                .before(Authentication.by(BASIC))
                                .build(),
                        application)) {
            assertThat(server.features()).isNotNull();
            assertGuarded(brokered.port());
        }
    }
}
