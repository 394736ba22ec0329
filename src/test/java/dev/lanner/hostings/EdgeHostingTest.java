package dev.lanner.hostings;

import java.net.URI;
import java.util.Set;

/** The application's process alone on the edge, with TLS and clients' certificates of its own. */
class EdgeHostingTest extends HostingKit {
    private record Edge(DemoFolder folder, DemoProcess process) implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of();
        }

        @Override
        public URI url() {
            return process.url();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws Exception {
        return new Edge(demo, DemoProcess.start(demo, "https://127.0.0.1:0"));
    }
}
