package dev.lanner.hostings;

import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.kit.Echo;
import dev.lanner.kit.WebSocketKey;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.worker.AppFolder;
import dev.lanner.worker.Worker;
import dev.lanner.worker.WorkerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The application's main within a worker, which has TLS and asks for clients' certificates. */
class WorkerHostingTest extends HostingKit {
    private record Within(DemoFolder folder, Worker worker) implements SocketHosting {
        @Override
        public Set<Ability> lacks() {
            return Set.of();
        }

        @Override
        public URI url() {
            return URI.create(worker.server()
                    .features()
                    .require(ServerAddressesFeature.class)
                    .addresses()
                    .getFirst());
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    @Override
    Hosting host(DemoFolder demo) throws Exception {
        Path folder = demo.path();
        Path classes = AppFolder.classes(folder.resolve("classes"), DemoApplication.class);
        AppFolder.classes(classes, Echo.class);
        AppFolder.classes(classes, WebSocketKey.class);
        TlsOptions tls = TlsOptions.builder()
                .certificate(CertificateSource.pem(folder.resolve("server.pem"), folder.resolve("server.key")))
                .clientCertificates(ClientCertificates.allowed(folder.resolve("authority.pem")))
                .build();
        Worker worker = Worker.of(
                WorkerOptions.builder(classes)
                        .mainClass(DemoApplication.class.getName())
                        .arguments(List.of(folder.toString(), "http://127.0.0.1:0"))
                        .build(),
                ServerOptions.builder()
                        .listen(Endpoint.https("127.0.0.1", 0, tls))
                        .build());
        worker.server().start(Pipeline.of(worker));
        return new Within(demo, worker);
    }
}
