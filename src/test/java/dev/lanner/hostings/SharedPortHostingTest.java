package dev.lanner.hostings;

import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.queue.PortOptions;
import dev.lanner.queue.QueueOptions;
import dev.lanner.queue.SharedPorts;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Server;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** The application on a shared port, in the process that has the port. */
class SharedPortHostingTest extends HostingKit {
    private record SharedPort(DemoFolder folder, Server server) implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of();
        }

        @Override
        public URI url() {
            String prefix = server.features()
                    .require(ServerAddressesFeature.class)
                    .addresses()
                    .getFirst();
            return URI.create(prefix.replace("+", "127.0.0.1"));
        }

        @Override
        public void close() {
            server.stop(Duration.ZERO);
        }
    }

    /** The TLS of whoever has the port. */
    static TlsOptions tls(DemoFolder demo) {
        return TlsOptions.builder()
                .certificate(CertificateSource.pem(
                        demo.path().resolve("server.pem"), demo.path().resolve("server.key")))
                .clientCertificates(ClientCertificates.allowed(demo.path().resolve("authority.pem")))
                .build();
    }

    @Override
    Hosting host(DemoFolder demo) throws IOException {
        PortOptions options =
                PortOptions.builder().address("127.0.0.1").tls(tls(demo)).build();
        Server server = SharedPorts.of(options).server(QueueOptions.of("https://+:0/app/"));
        server.start(DemoApplication.pipeline(demo.path()));
        return new SharedPort(demo, server);
    }
}
