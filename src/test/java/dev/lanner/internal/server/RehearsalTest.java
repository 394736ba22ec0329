package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.internal.tls.TlsRehearsal;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first request needs is there before it comes, and nobody sees how. */
class RehearsalTest {
    private static final PrintStream OUT = System.out;

    /** What a request needs; the last one comes with its response. */
    private static final String[] OF_A_REQUEST = {
        "dev.lanner.internal.http1.HeadReader",
        "dev.lanner.internal.exchange.Exchange",
        "dev.lanner.HttpResponse",
        "dev.lanner.internal.exchange.ResponseHead"
    };

    @TempDir
    private Path folder;

    /** In a Java machine of its own: a server that nobody asks for anything. */
    public static void main(String... arguments) throws Exception {
        switch (arguments[0]) {
            case "run" -> Lanner.run(new String[] {"--urls=http://127.0.0.1:0"}, context -> {});
            case "run over TLS" ->
                Lanner.run(ServerOptions.builder().listen(Endpoint.https(0)).build(), context -> {});
            default -> start();
        }
    }

    /** Tells at last what was to be seen of the rehearsal. */
    private static void start() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        ServerOptions options =
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build();
        Server server = Lanner.start(options, context -> requests.incrementAndGet());
        System.in.read();
        var seen = server.features().get(ServerMetricsFeature.class).metrics();
        OUT.println("seen " + requests + " " + seen.requests().started() + " "
                + seen.connections().accepted());
        server.stop(Duration.ZERO);
    }

    private ChildJvm child(String how) throws IOException {
        List<String> command = new ArrayList<>(ChildJvm.command(RehearsalTest.class, how));
        command.add(1, "-Xlog:class+load:file=" + log());
        return ChildJvm.start(command);
    }

    private Path log() {
        return folder.resolve("classes.txt");
    }

    private boolean hasLoaded(String... names) {
        try {
            String loaded = Files.exists(log()) ? Files.readString(log()) : "";
            return Arrays.stream(names).allMatch(name -> loaded.contains(" " + name + " source:"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void itIsAnsweredAsARequestIs() throws Exception {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        Rehearsal.perform(Pipeline.of(context -> context.response().text("there")), response);
        assertThat(response.toString(StandardCharsets.ISO_8859_1))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\nthere");
    }

    @Test
    void tlsCanBeRehearsedWithoutACertificate() throws Exception {
        TlsRehearsal.perform();
    }

    @Test
    void theClassesOfARequestAreLoadedBeforeOneComesAndNoneIsCounted() throws Exception {
        try (ChildJvm child = child("start")) {
            Await.until("a request has been rehearsed", () -> hasLoaded(OF_A_REQUEST));
            assertThat(hasLoaded("dev.lanner.internal.server.Connection"))
                    .as("there was a connection")
                    .isFalse();
            assertThat(hasLoaded("dev.lanner.internal.tls.TlsRehearsal"))
                    .as("TLS was rehearsed")
                    .isFalse();
            child.say("");
            assertThat(child.line("seen ")).isEqualTo("0 0 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run over TLS"})
    void soDoesWhoeverRuns(String how) throws Exception {
        try (ChildJvm child = child(how)) {
            Await.until("a request has been rehearsed", () -> hasLoaded(OF_A_REQUEST));
            if (how.endsWith("TLS")) {
                Await.until("TLS has been rehearsed", () -> hasLoaded("dev.lanner.internal.tls.TlsRehearsal"));
            }
            assertThat(child.process().isAlive()).isTrue();
        }
    }
}
