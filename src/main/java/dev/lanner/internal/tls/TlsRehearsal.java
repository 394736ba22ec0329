package dev.lanner.internal.tls;

import dev.lanner.server.ClientCertificates;
import dev.lanner.server.TlsVersion;
import java.io.IOException;
import java.util.List;

/** Has the JDK load what every server with TLS needs: its providers of cryptography, its protocol, an engine. */
public final class TlsRehearsal {
    private TlsRehearsal() {}

    /**
     * Makes a host that nobody can shake hands with, since it has no certificate, and forgets it.
     *
     * @throws IOException if this Java machine can't set up TLS; whoever starts a server with it gets to know as well
     */
    public static void perform() throws IOException {
        new TlsHost(List.of(), ClientCertificates.Policy.NONE, List.of(), TlsVersion.TLS_1_2, List.of()).engine();
        EllipticCurves.require();
    }
}
