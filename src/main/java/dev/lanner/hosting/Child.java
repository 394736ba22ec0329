package dev.lanner.hosting;

import dev.lanner.internal.server.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The process of an application, with the input and output of this one. For any number of threads.
 *
 * @param process the process
 */
record Child(Process process) {
    /**
     * Starts it.
     *
     * @param folder where it runs; null for where this process does
     */
    static Child start(List<String> command, Map<String, String> variables, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder == null ? null : folder.toFile())
                .inheritIO();
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return new Child(builder.start());
        } catch (IOException failed) {
            throw new IOException(command.getFirst() + " can't be started: " + failed.getMessage(), failed);
        }
    }

    /** Asks it to end. */
    void stop() {
        process.destroy();
    }

    /**
     * Waits for its end. Ctrl-C is left to it, which gets that from the terminal too; SIGTERM is passed on, and when this
     * process ends in another way, the child is asked to end too.
     *
     * @return its exit code
     */
    int await() throws IOException {
        return await(this::stop, () -> {}, process::waitFor);
    }

    /** Something that ends with an exit code. */
    interface Ending {
        int await() throws IOException, InterruptedException;
    }

    /**
     * The same for several.
     *
     * @param stop has them end
     * @param interrupted takes note of Ctrl-C, which they have got too
     * @param ending waits until they have ended
     */
    static int await(Runnable stop, Runnable interrupted, Ending ending) throws IOException {
        Thread hook = new Thread(stop, "lanner-run-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Signals interrupts = Signals.handle(interrupted, "INT");
                Signals ends = Signals.handle(stop, "TERM")) {
            assert interrupts.isHandled() == ends.isHandled();
            return ending.await();
        } catch (InterruptedException told) {
            stop.run();
            throw new IOException("the run was stopped", told);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endsAlready) {
                // Then the hook has run.
            }
        }
    }
}
