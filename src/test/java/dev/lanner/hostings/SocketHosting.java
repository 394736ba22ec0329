package dev.lanner.hostings;

import dev.lanner.internal.server.RawClient;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import dev.lanner.kit.SocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLSocket;

/** A hosting that listens. Its clients come from an address that is not the one of this machine's proxies. */
interface SocketHosting extends Hosting {
    /** Where clients are, another loopback address than 127.0.0.1. */
    String CLIENT_ADDRESS = "127.0.0.77";

    /** What clients connect to, on an IPv4 loopback address; the path is of no account. */
    URI url();

    /** Has what clients need for TLS. */
    DemoFolder folder();

    @Override
    default KitReply send(KitRequest request) throws Exception {
        return SocketClient.send(socket(false), AUTHORITY, request);
    }

    @Override
    default KitReply sendWithCertificate(KitRequest request) throws Exception {
        return SocketClient.send(socket(true), AUTHORITY, request);
    }

    @Override
    default RawClient connect() throws Exception {
        return RawClient.over(socket(false));
    }

    private Socket socket(boolean withCertificate) throws Exception {
        Socket socket = new Socket();
        try {
            if (!lacks().contains(Ability.CLIENT_ADDRESS)) {
                socket.bind(new InetSocketAddress(CLIENT_ADDRESS, 0));
            }
            socket.connect(new InetSocketAddress(url().getHost(), url().getPort()));
            if (!url().getScheme().equals("https")) {
                return socket;
            }
            SSLSocket secured = (SSLSocket) folder().client(withCertificate)
                    .getSocketFactory()
                    .createSocket(socket, "demo.example", url().getPort(), true);
            secured.startHandshake();
            return secured;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }
}
