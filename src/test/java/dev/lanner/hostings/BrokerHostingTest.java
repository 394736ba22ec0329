package dev.lanner.hostings;

import dev.lanner.Pipeline;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.TestServer;
import dev.lanner.queue.Broker;
import dev.lanner.queue.BrokerOptions;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The application's process, told by its environment to attach to a broker, which has TLS and asks for clients' certificates. */
class BrokerHostingTest extends HostingKit {
    private record Brokered(DemoFolder folder, EdgeServer front, Broker broker, DemoProcess process)
            implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of();
        }

        @Override
        public URI url() {
            return URI.create("https://127.0.0.1:" + TestServer.port(front));
        }

        @Override
        public void close() throws IOException {
            process.close();
            front.stop(Duration.ZERO);
            broker.close();
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws IOException {
        EdgeServer front = new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.https("127.0.0.1", 0, SharedPortHostingTest.tls(demo)))
                .build());
        Path socket = demo.path().resolve("b");
        Broker broker = Broker.open(BrokerOptions.builder(socket).build(), front);
        front.start(Pipeline.of(broker));
        String prefix = "https://+:" + TestServer.port(front) + "/app/";
        Map<String, String> variables = Map.of("LANNER_BROKER", socket.toString(), "LANNER_PREFIX", prefix);
        DemoProcess process = DemoProcess.start(demo, "http://127.0.0.1:0", Duration.ZERO, variables);
        return new Brokered(demo, front, broker, process);
    }
}
