package dev.lanner.hostings;

import dev.lanner.gateway.Gateway;
import dev.lanner.gateway.GatewayOptions;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.TestServer;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** The application's process behind the out-of-process module, which has TLS and asks for clients' certificates. */
class ModuleHostingTest extends HostingKit {
    private record Module(DemoFolder folder, Gateway gateway, TestServer server) implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of();
        }

        @Override
        public URI url() {
            return URI.create("https://127.0.0.1:" + server.port());
        }

        @Override
        public void close() {
            server.close();
            gateway.close();
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws IOException {
        Path folder = demo.path();
        Gateway gateway = Gateway.of(
                GatewayOptions.builder(ChildJvm.command(DemoApplication.class, folder.toString(), "http://127.0.0.1:0"))
                        .path("/app")
                        .logFile(folder.resolve("demo.log"))
                        .build());
        TlsOptions tls = TlsOptions.builder()
                .certificate(CertificateSource.pem(folder.resolve("server.pem"), folder.resolve("server.key")))
                .clientCertificates(ClientCertificates.allowed(folder.resolve("authority.pem")))
                .build();
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.https("127.0.0.1", 0, tls))
                .build();
        return new Module(demo, gateway, TestServer.start(options, gateway));
    }
}
