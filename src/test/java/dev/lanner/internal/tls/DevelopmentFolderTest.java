package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentFolderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path folder;

    private DevelopmentFolder home;

    @BeforeEach
    void home() {
        home = new DevelopmentFolder(folder.resolve("home"));
    }

    private X509Certificate load(Instant now) throws IOException {
        return home.load(now).credential().certificate();
    }

    @Test
    void isMadeOnceAndForThisUserAlone() throws Exception {
        X509Certificate made = load(NOW);

        assertThat(load(NOW.plus(Duration.ofDays(366)))).isEqualTo(made);
        for (Path file : new Path[] {home.certificateFile(), home.keyFile()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path())))
                .isEqualTo("rwx------");
        try (var files = Files.list(home.path())) {
            assertThat(files)
                    .containsExactlyInAnyOrder(
                            home.certificateFile(), home.keyFile(), home.path().resolve(".lock"));
        }
    }

    @Test
    void thoseWhoComeAtOnceGetTheSame() throws Exception {
        Set<X509Certificate> found = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var one : threads.invokeAll(Collections.<Callable<X509Certificate>>nCopies(8, () -> load(NOW)))) {
                found.add(one.get());
            }
        }

        assertThat(found).containsExactly(home.kept().credential().certificate());
    }

    @Test
    void isRenewedThirtyDaysBeforeItsEnd() throws Exception {
        X509Certificate made = load(NOW);
        X509Certificate later = load(NOW.plus(Duration.ofDays(368)));

        assertThat(later).isNotEqualTo(made);
        assertThat(load(NOW.plus(Duration.ofDays(369)))).isEqualTo(later);
    }

    @Test
    void isRenewedOnDemand() throws Exception {
        X509Certificate made = load(NOW);

        X509Certificate renewed = home.renew(NOW).credential().certificate();

        assertThat(renewed.getPublicKey()).isNotEqualTo(made.getPublicKey());
        assertThat(load(NOW)).isEqualTo(renewed);
    }

    @Test
    void isMadeAgainWhereItsFilesAreBroken() throws Exception {
        X509Certificate made = load(NOW);
        Files.writeString(home.keyFile(), "gone");

        assertThat(load(NOW)).isNotEqualTo(made);
    }

    @Test
    void whatIsKeptIsSeenWithoutMakingIt() throws Exception {
        assertThat(home.kept()).isNull();
        assertThat(home.path()).doesNotExist();

        X509Certificate made = load(NOW.minus(Duration.ofDays(1_000)));

        assertThat(home.kept().credential().certificate()).as("however old").isEqualTo(made);
    }

    @Test
    void isRemoved() throws Exception {
        assertThat(home.remove()).isFalse();
        load(NOW);
        assertThat(home.remove()).isTrue();

        assertThat(home.kept()).isNull();
        assertThat(home.keyFile()).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new DevelopmentFolder(file).load(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the development certificate can't be kept in " + file)
                .hasMessageContaining("LANNER_HOME");
    }
}
