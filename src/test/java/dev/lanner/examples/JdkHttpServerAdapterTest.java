package dev.lanner.examples;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.EndReasonFeature;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.feature.TimingFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.ServerCompatibilityKit;
import dev.lanner.kit.SocketClient;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.Set;

/** A server of one's own keeps the contract, if it is written like this. */
class JdkHttpServerAdapterTest extends ServerCompatibilityKit {
    @Override
    public Server newServer() {
        return new JdkHttpServerAdapter();
    }

    /** What the JDK's server keeps to itself: the connection, and all of a message but head and content. */
    @Override
    public Set<Class<?>> featuresNotGiven() {
        return Set.of(
                ConnectFeature.class,
                ConnectionItemsFeature.class,
                ConnectionLifetimeFeature.class,
                DataRateFeature.class,
                EndReasonFeature.class,
                InformationalFeature.class,
                RequestLifetimeFeature.class,
                RequestTrailersFeature.class,
                ResponseTrailersFeature.class,
                ServerMetricsFeature.class,
                TimingFeature.class,
                UpgradeFeature.class);
    }

    @Override
    public KitReply send(Server server, KitRequest request) throws IOException {
        return SocketClient.send(server, request);
    }
}
