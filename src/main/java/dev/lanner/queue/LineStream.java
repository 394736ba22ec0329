package dev.lanner.queue;

import dev.lanner.feature.DuplexStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** Lines both ways on a connection that has left HTTP. One thread reads; any may write. */
final class LineStream {
    private static final int LINE_MAX = 1_000;

    private final DuplexStream stream;
    private final ReentrantLock writing = new ReentrantLock();

    LineStream(DuplexStream stream) {
        this.stream = stream;
    }

    /**
     * The next line.
     *
     * @throws EOFException if there is none
     */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = stream.input().read(); b != '\n'; b = stream.input().read()) {
            if (b < 0) {
                throw new EOFException("the connection has ended");
            }
            if (line.length() == LINE_MAX) {
                throw new ProtocolException("a line has more than " + LINE_MAX + " characters");
            }
            line.append((char) b);
        }
        return line.toString();
    }

    /** @param line ASCII */
    void say(String line) throws IOException {
        writing.lock();
        try {
            stream.output().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            stream.output().flush();
        } finally {
            writing.unlock();
        }
    }
}
