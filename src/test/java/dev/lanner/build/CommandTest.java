package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class CommandTest {
    @Test
    void givesWhatTheProgramWroteAndItsExitCode() throws Exception {
        String sh = Command.require("sh").toString();

        assertThat(Command.run(sh, "-c", "echo out; echo err >&2; cat; exit 3"))
                .isEqualTo(new Command.Result(3, "out\nerr\n"));
    }

    @Test
    void missingProgramSkipsTheTestAndFailsItUnderCi() {
        boolean ci = "true".equals(System.getenv("LANNER_CI"));

        assertThatThrownBy(() -> Command.require("no-such-program"))
                .isInstanceOf(ci ? AssertionError.class : TestAbortedException.class)
                .hasMessageContaining("no-such-program is not on the PATH");
    }
}
