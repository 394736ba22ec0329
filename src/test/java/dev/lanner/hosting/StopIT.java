package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.build.Command;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while a thousand requests run, by HTTP/1.1 and HTTP/2: a process of its own, from the packaged jar. */
class StopIT {
    private static final int HTTP1 = 500;
    private static final int CONNECTIONS = 5;
    private static final int STREAMS = 100;
    private static final int ALL = HTTP1 + CONNECTIONS * STREAMS;

    @TempDir
    Path folder;

    private final List<AutoCloseable> clients = new ArrayList<>();
    private Process process;
    private BufferedReader out;

    @BeforeAll
    static void needsSignals() {
        Command.require("kill");
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private int start() throws Exception {
        String classes = Path.of(StoppingApplication.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("lanner.jar") + File.pathSeparator + classes,
                        StoppingApplication.class.getName(),
                        "" + ALL)
                .redirectError(folder.resolve("log").toFile())
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
        String port = out.readLine();
        assertThat(port).startsWith("port ");
        return Integer.parseInt(port.substring("port ".length()));
    }

    /** Every fifth takes its time. */
    private static String path(int number) {
        return (number % 5 == 0 ? "/held/slow/" : "/held/quick/") + number;
    }

    private <T extends AutoCloseable> T keep(T client) {
        clients.add(client);
        return client;
    }

    private RawClient idle(int port) throws IOException {
        RawClient client = keep(RawClient.connect(port)).get("/");
        assertThat(client.read().text()).isEqualTo("at once");
        return client;
    }

    private FrameClient ask(int port, int connection) throws IOException {
        FrameClient client = keep(FrameClient.connect(port)).begin();
        client.windowUpdate(0, 10_000_000);
        for (int i = 0; i < STREAMS; i++) {
            client.get(2 * i + 1, path(connection * STREAMS + i));
        }
        return client.send();
    }

    private static boolean refuses(int port) {
        try (RawClient late = RawClient.connect(port)) {
            return late.isReset();
        } catch (ConnectException refused) {
            return true;
        } catch (IOException inBetween) {
            return false;
        }
    }

    /** All answers of one connection, whole, by their streams; asks for one more when it knows that it is too late. */
    private static Map<Integer, String> answers(FrameClient client) throws IOException {
        Map<Integer, StringBuilder> content = new TreeMap<>();
        int ended = 0;
        boolean late = false;
        while (ended < STREAMS || !late) {
            FrameClient.Received frame = client.next();
            switch (frame.type()) {
                case FrameClient.HEADERS -> assertThat(frame.status()).isEqualTo(200);
                case FrameClient.DATA -> {
                    content.computeIfAbsent(frame.streamId(), first -> new StringBuilder())
                            .append(frame.text());
                    ended += frame.isEnd() ? 1 : 0;
                }
                case FrameClient.PING -> client.ping(true, frame.payload()).send();
                case FrameClient.GOAWAY -> {
                    if (frame.lastStreamId() != Integer.MAX_VALUE) {
                        assertThat(frame.lastStreamId()).isEqualTo(2 * STREAMS - 1);
                        late = true;
                        client.get(2 * STREAMS + 1, "/").send();
                    }
                }
                default -> assertThat(frame.type()).isIn(FrameClient.WINDOW_UPDATE, FrameClient.SETTINGS);
            }
        }
        Map<Integer, String> answers = new TreeMap<>();
        content.forEach((streamId, text) -> answers.put(streamId, text.toString()));
        assertThatThrownBy(client::next).as("a close, and no reset").isInstanceOf(EOFException.class);
        return answers;
    }

    @Test
    void thousandRequestsAreAnsweredWhole() throws Exception {
        int port = start();
        List<RawClient> idle = List.of(idle(port), idle(port), idle(port));
        List<FrameClient> http2 = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            http2.add(ask(port, connection));
        }
        List<RawClient> http1 = new ArrayList<>();
        for (int i = 0; i < HTTP1; i++) {
            http1.add(keep(RawClient.connect(port)).get(path(CONNECTIONS * STREAMS + i)));
        }
        assertThat(out.readLine()).isEqualTo("held " + ALL);

        assertThat(Command.run("kill", "-TERM", "" + process.pid()).exit()).isZero();
        assertThat(out.readLine()).isEqualTo("stopping " + ALL);
        Await.until("nobody new is let in", () -> refuses(port));

        List<Future<Map<Integer, String>>> answers = new ArrayList<>();
        for (FrameClient client : http2) {
            answers.add(Await.async(() -> answers(client)));
        }
        for (int i = 0; i < HTTP1; i++) {
            RawClient client = http1.get(i);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(StoppingApplication.content(path(CONNECTIONS * STREAMS + i)));
            assertThat(client.isReset()).isFalse();
        }
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            Map<Integer, String> whole = Await.result(answers.get(connection));
            for (int i = 0; i < STREAMS; i++) {
                assertThat(whole.get(2 * i + 1)).isEqualTo(StoppingApplication.content(path(connection * STREAMS + i)));
            }
        }
        for (RawClient client : idle) {
            assertThat(client.isReset()).isFalse();
        }
        assertThat(out.readLine()).isEqualTo("stopped " + ALL + " 0");
        assertThat(process.waitFor()).isZero();
    }
}
