package dev.lanner.feature;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection (with HTTP/2, a stream) that no longer carries HTTP: bytes both ways. One thread may read while another
 * writes.
 */
public interface DuplexStream extends Closeable {
    /**
     * What the client sends; -1 when it has closed its sending side.
     *
     * @return always the same stream
     */
    InputStream input();

    /**
     * What goes to the client. Writes are buffered until flushed. Closing it closes the sending side only.
     *
     * @return always the same stream
     */
    OutputStream output();

    /**
     * Flushes and closes both directions.
     *
     * @throws IOException if the client has gone before everything was sent
     */
    @Override
    void close() throws IOException;
}
