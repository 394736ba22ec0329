package dev.lanner.hosting;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One process of an application that is started again and again, with the sockets that are its own. For any number of threads. */
final class Generation {
    private static final long JUST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Child child;
    private final Path folder;
    private volatile boolean toEnd;
    private volatile long toldNanos;

    /** @param folder where its sockets are */
    Generation(Child child, Path folder) {
        this.child = child;
        this.folder = folder;
    }

    static Path socket(Path folder, int index) {
        return folder.resolve(index + ".sock");
    }

    Path socket(int index) {
        return socket(folder, index);
    }

    /** Whether somebody listens at all its sockets. */
    boolean listens(int sockets) {
        for (int i = 0; i < sockets; i++) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket(i)));
            } catch (IOException notYet) {
                return false;
            }
        }
        return true;
    }

    boolean isAlive() {
        return child.process().isAlive();
    }

    int exitCode() {
        return child.process().exitValue();
    }

    /** Lets it finish its requests, and end. */
    void stop() {
        toldNanos = System.nanoTime();
        toEnd = true;
        child.stop();
    }

    /** Whether it was told to end. */
    boolean isToEnd() {
        return toEnd;
    }

    /** Whether that was so lately that what it closes was idle, and not cut because its time was over. */
    boolean wasJustToldToEnd() {
        return toEnd && System.nanoTime() - toldNanos < JUST_NANOS;
    }

    void awaitEnd() throws InterruptedException {
        child.process().waitFor();
    }
}
