package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.internal.net.Transport;
import dev.lanner.middleware.ResponseCache;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How responses leave: in how many writes, and what of them passes by the program. Text tests see only the bytes. */
class WritesTest {
    private static final ServerOptions OPTIONS =
            ServerOptions.builder().serverHeader("").build();
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String RESPONSE =
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nthere";
    private static final Handler THERE =
            context -> context.response().body().write(new byte[] {'t', 'h', 'e', 'r', 'e'});

    @Test
    void headAndContentAreOneWrite() {
        try (TestConnection connection =
                TestConnection.http1(OPTIONS, Pipeline.of(THERE)).start()) {
            send(connection, REQUEST);

            assertThat(connection.received()).isEqualTo(RESPONSE);
            assertThat(connection.transport().writes()).isEqualTo(1);
        }
    }

    @Test
    void responsesAreOneWriteWhileCompleteRequestsAreThere() {
        try (TestConnection connection =
                TestConnection.http1(OPTIONS, Pipeline.of(THERE)).start()) {
            send(connection, REQUEST.repeat(16));
            assertThat(connection.received()).isEqualTo(RESPONSE.repeat(16));
            assertThat(connection.transport().writes()).isEqualTo(1);

            send(connection, REQUEST);
            assertThat(connection.transport().writes()).isEqualTo(2);
        }
    }

    /**
     * How a file was sent.
     *
     * @param writes how many there were, by the program
     * @param past how many bytes went past it
     */
    private record Sent(int writes, long past) {}

    private static Sent sent(Path folder, int size) throws IOException {
        byte[] content = new byte[size];
        Path file = Files.write(folder.resolve("file"), content);
        AtomicLong past = new AtomicLong();
        Handler handler = context -> context.response().file(file);
        try (TestConnection connection = TestConnection.http1(
                        OPTIONS, Pipeline.of(handler), own -> sendingFiles(own, past))
                .start()) {
            send(connection, REQUEST);

            assertThat(connection.received())
                    .contains("Content-Length: " + size + "\r\n")
                    .endsWith("\0".repeat(size));
            return new Sent(connection.transport().writes(), past.get());
        }
    }

    @Test
    void fileGoesPastTheProgram(@TempDir Path folder) throws IOException {
        assertThat(sent(folder, 100_000).past()).isEqualTo(100_000);
    }

    @Test
    void smallFileLeavesWithItsHead(@TempDir Path folder) throws IOException {
        assertThat(sent(folder, 10_240)).isEqualTo(new Sent(1, 0));
    }

    /** As small files do. */
    @Test
    void storedResponseLeavesWithItsHead() {
        AtomicLong calls = new AtomicLong();
        Pipeline application = Pipeline.builder()
                .use(ResponseCache.withDefaults())
                .handle(context -> {
                    calls.incrementAndGet();
                    context.response()
                            .header("Cache-Control", "public, max-age=60")
                            .bytes(new byte[10_240]);
                });
        try (TestConnection connection =
                TestConnection.http1(OPTIONS, application).start()) {
            send(connection, REQUEST);
            assertThat(connection.received()).contains("Content-Length: 10240\r\n");
            int before = connection.transport().writes();
            send(connection, REQUEST);

            assertThat(connection.received()).contains("Age: 0\r\n").endsWith("\0".repeat(10_240));
            assertThat(connection.transport().writes() - before).isEqualTo(1);
            assertThat(calls).hasValue(1);
        }
    }

    private static void send(TestConnection connection, String text) {
        connection.transport().send(text.getBytes(StandardCharsets.US_ASCII));
        connection.settle();
    }

    /** The transport, as one that can send files, and counts their bytes. */
    private static Transport sendingFiles(Transport own, AtomicLong past) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("writeFile")) {
                        return method.invoke(own, arguments);
                    }
                    ByteBuffer some = ByteBuffer.allocate(10_000);
                    int read = ((FileChannel) arguments[0]).read(some, (Long) arguments[1]);
                    long moved = own.write(some.array(), 0, (int) Math.min(read, (Long) arguments[2]));
                    past.addAndGet(moved);
                    return moved;
                });
    }
}
