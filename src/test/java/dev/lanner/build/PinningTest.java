package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Router;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.TestServer;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No virtual thread of the server blocks while it is pinned to its carrier. Before JDK 24 whatever blocks in
 * a monitor is pinned, which the flight recorder of a later JDK does not see; so the sources do without.
 */
class PinningTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern MONITOR =
            Pattern.compile("(?m)^(?! *(\\*|/\\*|//)).*(\\bsynchronized\\b|\\b(wait|notify|notifyAll)\\(\\))");

    /** Where a monitor guards assignments only, and nothing in it can block. */
    private static final Set<String> NEVER_BLOCKS = Set.of("Http1Wire.java");

    /** Among what later JDKs say of a wait that is over for good once the class is there: "Waited for initialization of". */
    private static final String CLASS_OF_OTHERS = "Waited for initialization";

    @TempDir
    private Path folder;

    @Test
    void nothingThatBlocksIsSynchronized() throws IOException {
        List<String> users = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                if (MONITOR.matcher(text).find()) {
                    users.add(file.getFileName().toString());
                }
            }
        }
        assertThat(users)
                .as("use a ReentrantLock: JDK 21 pins a virtual thread that blocks in a monitor")
                .containsExactlyInAnyOrderElementsOf(NEVER_BLOCKS);
    }

    /** Parks while it is initialized, and no JDK lets the thread that does that go of its carrier. */
    private static final class Pinned {
        static final boolean PARKED;

        static {
            LockSupport.parkNanos(1);
            PARKED = true;
        }
    }

    @Test
    void noRequestPins() throws Exception {
        Files.write(folder.resolve("file"), new byte[300_000]);
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .listen(Endpoint.tcp("127.0.0.1", 0).withTls(TlsOptions.of(TlsTesting.certificate(Instant.now()))))
                .build();
        Router router = Router.builder()
                .post(
                        "/echo",
                        context -> context.response().bytes(context.request().bytes()))
                .mount("/files", StaticFiles.of(folder))
                .build();
        List<RecordedEvent> pinned;
        try (TestServer server = TestServer.start(options, router)) {
            ask(server); // classes are initialized
            Path file = folder.resolve("recording.jfr");
            try (Recording recording = new Recording()) {
                recording
                        .enable("jdk.VirtualThreadPinned")
                        .withThreshold(Duration.ZERO)
                        .withStackTrace();
                recording.start();
                ask(server);
                Thread.ofVirtual()
                        .start(() -> assertThat(Pinned.PARKED).isTrue())
                        .join();
                recording.stop();
                recording.dump(file);
            }
            pinned = RecordingFile.readAllEvents(file);
        }

        assertThat(pinned)
                .as("the recorder sees a thread that is pinned")
                .anyMatch(event -> names(event, PinningTest.class.getName()));
        assertThat(pinned)
                .as("threads of the server that blocked while they were pinned")
                .noneMatch(event -> names(event, "dev.lanner") && !names(event, PinningTest.class.getName()));
    }

    private static boolean names(RecordedEvent event, String type) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(type))
                && !event.toString().contains(CLASS_OF_OTHERS);
    }

    /** Content both ways and a file: by HTTP/1.1 and over TLS by HTTP/2 too, which this client does not speak at once in the clear. */
    private static void ask(TestServer server) throws Exception {
        for (String address :
                server.edge().features().require(ServerAddressesFeature.class).addresses()) {
            for (Version version : Version.values()) {
                try (HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(TlsTesting.trustingAll())
                        .build()) {
                    URI origin = URI.create(address);
                    byte[] content = new byte[200_000];
                    HttpRequest echo = HttpRequest.newBuilder(origin.resolve("/echo"))
                            .POST(BodyPublishers.ofByteArray(content))
                            .build();
                    HttpRequest file = HttpRequest.newBuilder(origin.resolve("/files/file"))
                            .build();
                    assertThat(client.send(echo, BodyHandlers.ofByteArray()).body())
                            .isEqualTo(content);
                    assertThat(client.send(file, BodyHandlers.ofByteArray()).body())
                            .hasSize(300_000);
                }
            }
        }
    }
}
