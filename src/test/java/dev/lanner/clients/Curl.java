package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** curl as a client of a server, which it trusts. */
record Curl(String program, ClientServer server) {
    static Curl to(ClientServer server) {
        return new Curl(Command.require("curl").toString(), server);
    }

    /** What it printed; it must not fail. */
    String run(Way way, String... arguments) throws IOException, InterruptedException {
        Command.Result result = attempt(way, arguments);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    Command.Result attempt(Way way, String... arguments) throws IOException, InterruptedException {
        return Command.run(command(way, arguments).toArray(String[]::new));
    }

    List<String> command(Way way, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-sS", "--noproxy", "*", "--max-time", "60"));
        command.add(
                switch (way) {
                    case HTTP1, HTTP1_TLS -> "--http1.1";
                    case HTTP2 -> "--http2-prior-knowledge";
                    case HTTP2_TLS -> "--http2";
                });
        if (way.isTls()) {
            command.addAll(List.of("--cacert", server.certificateFile().toString()));
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
