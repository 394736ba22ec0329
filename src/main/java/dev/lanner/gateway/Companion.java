package dev.lanner.gateway;

/** A second thread of a request, which carries what goes to the application. The thread of the request starts it, and waits for its end. */
final class Companion {
    private final Thread thread;

    private Companion(Thread thread) {
        this.thread = thread;
    }

    static Companion start(String name, Runnable work) {
        return new Companion(Thread.ofVirtual().name(name).start(work));
    }

    /** Whoever is interrupted meanwhile waits all the same, since a request's thread may not leave the request before. */
    void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
