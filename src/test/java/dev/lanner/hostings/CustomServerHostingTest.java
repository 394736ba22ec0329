package dev.lanner.hostings;

import dev.lanner.examples.JdkHttpServerAdapter;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Server;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** The application on a server of somebody else: the JDK's, which keeps much of a message to itself. */
class CustomServerHostingTest extends HostingKit {
    private record Custom(DemoFolder folder, Server server) implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of(
                    Ability.CERTIFICATES,
                    Ability.REQUEST_TRAILERS,
                    Ability.RESPONSE_TRAILERS,
                    Ability.UPGRADE,
                    Ability.WEBSOCKET);
        }

        @Override
        public URI url() {
            String address = server.features()
                    .require(ServerAddressesFeature.class)
                    .addresses()
                    .getFirst();
            return URI.create(address.replace("localhost", "127.0.0.1"));
        }

        @Override
        public void close() {
            server.stop(Duration.ZERO);
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws Exception {
        Server server = new JdkHttpServerAdapter();
        server.start(DemoApplication.pipeline(demo.path()));
        return new Custom(demo, server);
    }
}
