package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** h2load: thousands of requests, not one of which may get lost. What it counts must be what was asked for. */
class H2loadTest {
    private static final String HTTP2 = "dev.lanner.clients.Way#http2";

    @TempDir
    Path folder;

    private String program;
    private ClientServer server;

    @BeforeEach
    void start() throws Exception {
        program = Command.require("h2load").toString();
        server = ClientServer.start(folder);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** @param contentBytes of each response */
    private void load(Way way, String path, int requests, long contentBytes, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(program, "-n", String.valueOf(requests)));
        if (!way.isHttp2()) {
            command.add("--h1");
        }
        command.addAll(List.of(options));
        command.add(server.url(way, path));
        Command.Result result = Command.run(command.toArray(String[]::new));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(String.format(
                        "requests: %1$d total, %1$d started, %1$d done, %1$d succeeded, 0 failed, 0 errored, 0 timeout",
                        requests))
                .contains("status codes: " + requests + " 2xx, 0 3xx, 0 4xx, 0 5xx")
                .contains("(" + requests * contentBytes + ") data");
        if (way.isTls()) {
            assertThat(result.output()).contains("Application protocol: " + (way.isHttp2() ? "h2\n" : "http/1.1\n"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void small(Way way) throws Exception {
        load(way, "/hello", 20_000, 5, "-c8", "-m" + (way.isHttp2() ? 32 : 8));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void asManyAtOnceAsMayBe(Way way) throws Exception {
        load(way, "/hello", 5_000, 5, "-c2", "-m100");
    }

    @ParameterizedTest
    @EnumSource
    void large(Way way) throws Exception {
        load(way, "/large/1000000", 100, 1_000_000, "-c4", "-m" + (way.isHttp2() ? 10 : 1));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void throughSmallWindows(Way way) throws Exception {
        load(way, "/large/100000", 200, 100_000, "-c2", "-m10", "-w14", "-W15");
    }

    @ParameterizedTest
    @EnumSource
    void uploads(Way way) throws Exception {
        Path content = Files.write(folder.resolve("content"), new byte[20_000]);

        load(way, "/hash", 1_000, 64, "-c4", "-m" + (way.isHttp2() ? 32 : 1), "-d", content.toString());
        load(way, "/echo", 1_000, 20_000, "-c4", "-m" + (way.isHttp2() ? 32 : 1), "-d", content.toString());
    }
}
