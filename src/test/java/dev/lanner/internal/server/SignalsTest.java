package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Signals reach whoever handles them last, and then the one before again. */
class SignalsTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** By reflection, as the compiler does not accept these classes. */
    private static void raise(String name) throws Exception {
        Class<?> type = Class.forName("sun.misc.Signal");
        type.getMethod("raise", type)
                .invoke(null, type.getConstructor(String.class).newInstance(name));
    }

    @Test
    void theLastHandlerIsCalledAndTheOneBeforeComesBack() throws Exception {
        try (Signals outer = Signals.handle(() -> seen.add("outer"), "USR2")) {
            assertThat(outer.isHandled()).isTrue();
            try (Signals inner = Signals.handle(() -> seen.add("inner"), "USR2")) {
                assertThat(inner.isHandled()).isTrue();
                raise("USR2");
                Await.until("the signal was handled", () -> !seen.isEmpty());
                assertThat(seen).containsExactly("inner");
            }
            raise("USR2");
            Await.until("the signal was handled again", () -> seen.size() == 2);
            assertThat(seen).containsExactly("inner", "outer");
        }
    }

    /** As where the JVM keeps some of them for itself. */
    @Test
    void whatCanNotBeHandledIsLeftOut() throws Exception {
        try (Signals signals = Signals.handle(() -> seen.add("handled"), "NOSUCH", "USR2")) {
            assertThat(signals.isHandled()).isTrue();
            raise("USR2");
            Await.until("the signal was handled", () -> !seen.isEmpty());
        }
        try (Signals none = Signals.handle(() -> seen.add("none"), "NOSUCH")) {
            assertThat(none.isHandled()).isFalse();
        }
    }
}
