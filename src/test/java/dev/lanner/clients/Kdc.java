package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * MIT Kerberos with a realm of its own, {@code LANNER.TEST}, in a folder and on a free port: users {@code alice}, who is logged
 * in, and services {@code HTTP/localhost}, whose keys are in {@link #keytab}, and {@code HTTP/other.test}, whose are not.
 */
final class Kdc implements AutoCloseable {
    /** The KDC is killed when nobody holds the other end of standard input any more, even if this Java machine was killed. */
    private static final String WITH_US = "\"$0\" -n </dev/null & read end; kill -9 $!; wait";

    private final Path folder;
    private final Process process;

    private Kdc(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static Kdc start(Path folder) throws Exception {
        Path program = Command.require("krb5kdc");
        Command.require("kdb5_util");
        Command.require("kadmin.local");
        Command.require("kinit");
        int port = freePort();
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                 default_realm = LANNER.TEST
                 dns_lookup_kdc = false
                 dns_lookup_realm = false
                 dns_canonicalize_hostname = false
                 rdns = false
                 udp_preference_limit = 1
                [realms]
                 LANNER.TEST = {
                  kdc = 127.0.0.1:%d
                 }
                [domain_realm]
                 localhost = LANNER.TEST
                 other.test = LANNER.TEST
                """.formatted(port));
        Files.writeString(folder.resolve("kdc.conf"), """
                [kdcdefaults]
                 kdc_listen = 127.0.0.1:%1$d
                 kdc_tcp_listen = 127.0.0.1:%1$d
                [realms]
                 LANNER.TEST = {
                  database_name = %2$s/principals
                  key_stash_file = %2$s/stash
                  acl_file = %2$s/acl
                 }
                [logging]
                 kdc = FILE:%2$s/kdc.log
                """.formatted(port, folder));
        run(folder, "kdb5_util", "create", "-s", "-r", "LANNER.TEST", "-P", "master");
        for (String query : List.of(
                "addprinc -randkey alice",
                "addprinc -randkey HTTP/localhost",
                "addprinc -randkey HTTP/other.test",
                "ktadd -k " + folder + "/alice.keytab alice",
                "ktadd -k " + folder + "/http.keytab HTTP/localhost")) {
            run(folder, "kadmin.local", "-r", "LANNER.TEST", "-q", query);
        }
        Process process = builder(folder, "sh", "-c", WITH_US, program.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        Kdc kdc = new Kdc(folder, process);
        Await.until("the KDC listens", () -> listens(port));
        run(folder, "kinit", "-k", "-t", folder + "/alice.keytab", "alice");
        return kdc;
    }

    /** Somebody may take it before the KDC does; then the test says that the KDC does not listen, or what else is there. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, RawClient.V4)) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(RawClient.V4, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static ProcessBuilder builder(Path folder, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KRB5_CONFIG", folder.resolve("krb5.conf").toString());
        builder.environment().put("KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + folder.resolve("tickets"));
        return builder;
    }

    private static void run(Path folder, String... command) throws Exception {
        Command.Result result = Command.run(builder(folder, command));
        assertThat(result.exit()).as(result.output()).isZero();
    }

    /** What a program says that alice runs. */
    String run(List<String> command) throws Exception {
        return Command.run(builder(folder, command.toArray(String[]::new))).output();
    }

    Path keytab() {
        return folder.resolve("http.keytab");
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
