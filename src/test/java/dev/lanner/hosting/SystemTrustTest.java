package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.tls.DevelopmentCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTrustTest {
    private final DevelopmentCertificate one = DevelopmentCertificate.make(Instant.now());
    private final DevelopmentCertificate other = DevelopmentCertificate.make(Instant.now());

    @TempDir
    Path folder;

    private SystemTrust trust(Path... bundles) {
        return SystemTrust.in(one.credential().certificate(), List.of(bundles));
    }

    @Test
    void certificateIsTrustedIfItIsInTheBundle() throws Exception {
        Path with = Files.writeString(
                folder.resolve("with"), other.pem() + "# one\r\n" + one.pem().replace("\n", "\r\n"));
        Path without = Files.writeString(folder.resolve("without"), other.pem());

        assertThat(trust(with)).isEqualTo(new SystemTrust(with, true));
        assertThat(trust(without)).isEqualTo(new SystemTrust(without, false));
    }

    @Test
    void firstBundleThatIsThereTells() throws Exception {
        Path none = folder.resolve("none");
        Path with = Files.writeString(folder.resolve("with"), one.pem());
        Path without = Files.writeString(folder.resolve("without"), other.pem());

        assertThat(trust(none, with, without).isTrusted()).isTrue();
        assertThat(trust(none, without, with).isTrusted()).isFalse();
        assertThat(trust(none)).isEqualTo(new SystemTrust(null, false));
    }
}
