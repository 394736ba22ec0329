package dev.lanner.misbehaviour;

import java.io.IOException;

/** Something that a recursion without end does on its way. Each run ends with the error of that, or of what it did. */
final class DeepStack {
    /** What is done. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** From the end of the stack up it is tried in one of so many frames. */
    private static final int STRIDE = 64;

    private final Step step;
    private boolean done;

    private DeepStack(Step step) {
        this.step = step;
    }

    /**
     * Does it at each level.
     *
     * @param most where it ends if the stack does not: each wait has the JDK put the stack aside, which makes room for more
     */
    static void atEachLevel(int most, Step step) throws IOException {
        if (new DeepStack(step).deeper(most) >= 0) {
            throw new StackOverflowError("deep enough");
        }
    }

    private int deeper(int left) throws IOException {
        step.run();
        return left == 0 ? 0 : deeper(left - 1) + 1;
    }

    /** Tries at the end of the stack, and from frames above it, until it does not run out of it. */
    static void fromTheEndUp(Step step) throws IOException {
        new DeepStack(step).down(0);
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private int down(int depth) throws IOException {
        try {
            return down(depth + 1) + 1;
        } catch (StackOverflowError end) {
            if (!done && depth % STRIDE == 0) {
                attempt();
            }
            throw end;
        }
    }

    /** Fails for want of stack, or is done. */
    private void attempt() throws IOException {
        try {
            step.run();
            done = true;
        } catch (IOException failed) {
            done = true;
            throw failed;
        }
    }
}
