package dev.lanner.hostings;

import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The application in a test, without a socket. */
class MemoryHostingTest extends HostingKit {
    private record Memory(MemoryServer server) implements Hosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of(Ability.CERTIFICATES, Ability.SOCKET, Ability.UPGRADE, Ability.WEBSOCKET);
        }

        @Override
        public KitReply send(KitRequest request) throws Exception {
            MemoryRequest.Builder builder = MemoryRequest.builder(request.method(), request.target())
                    .remoteAddress(new InetSocketAddress(SocketHosting.CLIENT_ADDRESS, 0))
                    .header("Host", AUTHORITY);
            request.headers().forEach((name, value) -> builder.header(name.toString(), value));
            if (request.isChunked()) {
                builder.content(new ByteArrayInputStream(request.content())).trailers(request.trailers());
            } else {
                builder.content(request.content());
            }
            MemoryResponse response = server.send(builder.build());
            return new KitReply(List.of(), response.status(), response.headers(), response.body(), response::trailers);
        }

        @Override
        public void close() {
            server.stop(Duration.ZERO);
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws Exception {
        return new Memory(MemoryServer.of(DemoApplication.pipeline(demo.path())));
    }
}
