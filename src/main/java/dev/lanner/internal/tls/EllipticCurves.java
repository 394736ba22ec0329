package dev.lanner.internal.tls;

import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/** What every cipher suite here begins with. Before Java 22 it is in a module that small images often lack. */
final class EllipticCurves {
    private EllipticCurves() {}

    /** @throws IOException in one sentence, if this Java machine has none */
    static void require() throws IOException {
        try {
            KeyPairGenerator.getInstance("EC");
        } catch (NoSuchAlgorithmException lacking) {
            throw new IOException(
                    "this Java machine has no elliptic curves, which TLS needs: add the module jdk.crypto.ec to it",
                    lacking);
        }
    }
}
