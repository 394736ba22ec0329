package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.authentication.Authentication;
import dev.lanner.authentication.Negotiate;
import dev.lanner.authentication.Negotiate.ChannelBinding;
import dev.lanner.internal.server.RawClient;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets that are bound to a channel, to another one, or to none, at each level; made by Java's Kerberos and a real KDC. */
class ChannelBindingTest {
    @TempDir
    Path realm;

    @TempDir
    Path folder;

    private ClientServer server;

    private static Handler behind(Negotiate negotiate) {
        return Pipeline.builder()
                .use(Authentication.by(negotiate))
                .handle(context -> context.response().text(context.user().getName()));
    }

    private int status(Way way, String path, String token) throws Exception {
        try (RawClient client =
                way.isTls() ? RawClient.connectSecured(server.port(way)) : RawClient.connect(server.port(way))) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Negotiate " + token
                            + "\r\n\r\n")
                    .read()
                    .status();
        }
    }

    private static List<String> tokens(Kdc kdc, Path realm, List<String> bindings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.krb5.conf=" + realm.resolve("krb5.conf"),
                "-Dtickets=" + realm.resolve("tickets"),
                "--add-exports",
                "java.security.jgss/sun.security.jgss.krb5.internal=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TicketClient.class.getName()));
        command.addAll(bindings);
        return kdc.run(command).lines().toList();
    }

    @Test
    void levels() throws Exception {
        try (Kdc kdc = Kdc.start(realm)) {
            Negotiate negotiate = Negotiate.of("HTTP/localhost@LANNER.TEST", kdc.keytab());
            server = ClientServer.start(
                    folder,
                    Router.builder()
                            .get("/NONE", behind(negotiate.withChannelBinding(ChannelBinding.NONE)))
                            .get("/RELAXED", behind(negotiate))
                            .get("/STRICT", behind(negotiate.withChannelBinding(ChannelBinding.STRICT))));
            String own = hash(server.certificate().getEncoded());
            String other = hash(new byte[] {1});
            List<String> bindings = List.of("none", "others:" + own, "java:" + own, "others:" + other);
            assertStatus(kdc, Way.HTTP1_TLS, ChannelBinding.NONE, bindings, List.of(200, 200, 200, 200));
            assertStatus(kdc, Way.HTTP1_TLS, ChannelBinding.RELAXED, bindings, List.of(200, 200, 200, 401));
            assertStatus(kdc, Way.HTTP1_TLS, ChannelBinding.STRICT, bindings, List.of(401, 200, 200, 401));
            assertStatus(kdc, Way.HTTP1, ChannelBinding.NONE, bindings, List.of(200, 200, 200, 200));
            assertStatus(kdc, Way.HTTP1, ChannelBinding.RELAXED, bindings, List.of(200, 401, 401, 401));
            assertStatus(kdc, Way.HTTP1, ChannelBinding.STRICT, bindings, List.of(401, 401, 401, 401));
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private void assertStatus(Kdc kdc, Way way, ChannelBinding level, List<String> bindings, List<Integer> expected)
            throws Exception {
        List<Integer> got = new ArrayList<>();
        for (String token : tokens(kdc, realm, bindings)) {
            got.add(status(way, "/" + level, token));
        }
        assertThat(got).as(way + " " + level).isEqualTo(expected);
    }

    private static String hash(byte[] certificate) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    }
}
