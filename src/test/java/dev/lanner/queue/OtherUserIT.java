package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.server.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of another user at a broker's socket, whose mode says whether it may attach. */
class OtherUserIT {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    @BeforeEach
    void letOthersPass() throws Exception {
        Command.require("setpriv");
        Assumptions.assumeTrue(
                Files.getAttribute(folder, "unix:uid").equals(0), "only root can start another user's process");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Path.of("target", "test-classes").toAbsolutePath();
        List<String> look = asNobody(List.of("test", "-r", classes.toString()));
        Assumptions.assumeTrue(
                Command.run(look.toArray(String[]::new)).exit() == 0, "another user can't read the classes");
    }

    private static List<String> asNobody(List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        whole.addAll(command);
        return whole;
    }

    private static ChildJvm attach(Brokered brokered) throws IOException {
        String prefix = "http://+:" + brokered.port() + "/";
        return ChildJvm.start(asNobody(
                ChildJvm.command(QueueApplication.class, brokered.socket().toString(), "shop", prefix)));
    }

    @Test
    void maySayNothingToABrokerOfOneUser() throws Exception {
        try (Brokered brokered = Brokered.start(folder.resolve("b"));
                ChildJvm child = attach(brokered)) {
            assertThat(child.line("Exception in thread \"main\" java.io.IOException: "))
                    .startsWith("no broker answers at the socket " + brokered.socket())
                    .contains("Permission denied");
            assertThat(brokered.get("/pid")).startsWith("404 ");
        }
    }

    @Test
    void attachesWhereTheModeLetsIt() throws Exception {
        try (Brokered brokered =
                        Brokered.start(folder.resolve("b"), Clock.SYSTEM, options -> options.mode("rw-rw-rw-"));
                ChildJvm child = attach(brokered)) {
            child.line("attached");
            assertThat(brokered.get("/pid")).isEqualTo("200 " + child.process().pid());
        }
    }
}
