package dev.lanner.testing;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.feature.TimingFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.Headers;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.server.Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The in-memory server keeps the contract. */
class MemoryServerKitTest extends ServerCompatibilityKit {
    @Override
    public Server newServer() {
        return new MemoryServer();
    }

    /** Those of sockets. */
    @Override
    public Set<Class<?>> featuresNotGiven() {
        return Set.of(
                ConnectFeature.class,
                DataRateFeature.class,
                ServerAddressesFeature.class,
                ServerMetricsFeature.class,
                TimingFeature.class,
                UpgradeFeature.class);
    }

    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        MemoryRequest.Builder builder = MemoryRequest.builder(request.method(), request.target());
        request.headers().forEach((name, value) -> builder.header(name.toString(), value));
        if (request.isChunked()) {
            builder.content(new ByteArrayInputStream(request.content())).trailers(request.trailers());
        } else {
            builder.content(request.content());
        }
        MemoryResponse response = ((MemoryServer) server).send(builder.build());
        List<Integer> informational = response.informational().stream()
                .map(MemoryResponse.Informational::status)
                .toList();
        Headers headers = response.headers();
        return new KitReply(informational, response.status(), headers, response.body(), response::trailers);
    }
}
