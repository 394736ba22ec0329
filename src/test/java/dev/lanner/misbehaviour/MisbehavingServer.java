package dev.lanner.misbehaviour;

import dev.lanner.Handler;
import dev.lanner.clients.Way;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A server with an application that misbehaves, in the clear and over TLS, and the connections to it. */
final class MisbehavingServer implements AutoCloseable {
    /** Room for 100 streams while others have been answered and not ended yet. */
    private static final int STREAMS = 250;

    private final TestServer server;
    private final List<Conversation> conversations = new ArrayList<>();

    private MisbehavingServer(TestServer server) {
        this.server = server;
    }

    static MisbehavingServer start(Handler handler) throws IOException {
        return new MisbehavingServer(TestServer.start(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .listen(Endpoint.https("127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(Instant.now()))))
                        .http2(Http2Limits.builder().streams(STREAMS).build())
                        .build(),
                handler));
    }

    Conversation connect(Way way) throws IOException {
        Conversation conversation;
        if (way.isTls()) {
            Socket socket = overTls(way.isHttp2() ? "h2" : "http/1.1");
            conversation = way.isHttp2()
                    ? new Http2Conversation(FrameClient.over(socket))
                    : new Http1Conversation(RawClient.over(socket));
        } else {
            conversation = way.isHttp2()
                    ? new Http2Conversation(FrameClient.connect(server.port()))
                    : new Http1Conversation(server.connect());
        }
        conversations.add(conversation);
        return conversation;
    }

    private Socket overTls(String protocol) throws IOException {
        String address = server.edge()
                .features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getLast();
        SSLSocket socket = (SSLSocket)
                TlsTesting.trustingAll().getSocketFactory().createSocket("127.0.0.1", TestServer.portOf(address));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Waits until no request runs. */
    void awaitIdle() {
        Await.until("no request runs any more", () -> server.edge().running() == 0);
    }

    @Override
    public void close() throws IOException {
        for (Conversation each : conversations) {
            each.close();
        }
        server.close();
    }
}
