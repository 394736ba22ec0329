package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrustAdviceTest {
    @Test
    void commandsCanBeCopied() {
        assertThat(TrustAdvice.of(Path.of("/home/me/.lanner/dev-cert.pem")))
                .contains("curl --cacert /home/me/.lanner/dev-cert.pem https://localhost:8443/\n");
    }

    @Test
    void namesThatAShellWouldSplitAreQuoted() {
        assertThat(TrustAdvice.of(Path.of("/home/my 'self'/cert.pem")))
                .contains("curl --cacert '/home/my '\\''self'\\''/cert.pem' https://localhost:8443/\n");
    }
}
