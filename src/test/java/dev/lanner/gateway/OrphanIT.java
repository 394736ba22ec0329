package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Lanner;
import dev.lanner.build.Command;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway that is killed takes its applications with it, whatever they are. */
class OrphanIT {
    private static final String PYTHON = """
            import http.server, os
            class Pid(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(str(os.getpid()).encode())
            http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Pid).serve_forever()
            """;

    private static final String NODE =
            "require('http').createServer((request, response) => response.end('' + process.pid))"
                    + ".listen(process.env.PORT, '127.0.0.1')";

    @BeforeAll
    static void needsPrograms() {
        Command.require("python3");
        Command.require("node");
        Command.require("sh");
    }

    /** A gateway in a process of its own; the arguments are the application's command. */
    public static final class GatewayProcess {
        public static void main(String[] args) throws IOException {
            Gateway gateway = Gateway.of(GatewayOptions.builder(List.of(args)).build());
            Server server = Lanner.start(
                    ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build(), gateway);
            System.out.println("at "
                    + server.features()
                            .require(ServerAddressesFeature.class)
                            .addresses()
                            .getFirst());
        }
    }

    private static void killTheGateway(List<String> command) throws Exception {
        try (ChildJvm child = ChildJvm.start(ChildJvm.command(GatewayProcess.class, command.toArray(String[]::new)))) {
            int port = URI.create(child.line("at ")).getPort();
            long pid;
            try (RawClient client = RawClient.connect(port)) {
                pid = Long.parseLong(client.get("/pid").read().text());
            }
            ProcessHandle application = ProcessHandle.of(pid).orElseThrow();
            assertThat(application.isAlive()).isTrue();
            child.process().destroyForcibly();
            Await.until("the application has ended too", () -> !application.isAlive());
        }
    }

    @Test
    void lannersApplicationEnds() throws Exception {
        killTheGateway(HostedApplication.command());
    }

    @Test
    void pythonsApplicationEnds() throws Exception {
        killTheGateway(List.of("python3", "-c", PYTHON));
    }

    @Test
    void nodesApplicationEnds() throws Exception {
        killTheGateway(List.of("node", "-e", NODE));
    }

    /** The shell is the process that was started, and what it has started belongs to its group. */
    @Test
    void programBehindAShellEnds() throws Exception {
        killTheGateway(List.of("sh", "-c", "node -e \"" + NODE + "\"; echo over"));
    }
}
