package dev.lanner.hostings;

import dev.lanner.internal.server.RawClient;
import dev.lanner.kit.KitReply;
import dev.lanner.kit.KitRequest;
import java.io.IOException;
import java.util.Set;

/** {@link DemoApplication} as it runs in one way of hosting, and the way of a client to it. */
interface Hosting extends AutoCloseable {
    /** The host that clients name, whatever address they have to go to. */
    String AUTHORITY = "demo.example:8443";

    /** What it has not. */
    Set<Ability> lacks();

    /** Sends a request to {@link #AUTHORITY} by a connection of its own, as a client without a certificate. */
    KitReply send(KitRequest request) throws Exception;

    /** The same as the client whose certificate the hosting believes. */
    default KitReply sendWithCertificate(KitRequest request) throws Exception {
        throw new UnsupportedOperationException("no certificates here: " + request.target());
    }

    /** A connection to talk on. */
    default RawClient connect() throws Exception {
        throw new UnsupportedOperationException("no sockets here");
    }

    @Override
    void close() throws IOException;
}
