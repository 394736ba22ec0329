package dev.lanner.misbehaviour;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** One connection to a server, by any protocol. Used by one thread. */
interface Conversation extends Closeable {
    /**
     * What came back.
     *
     * @param whole whether it came to its end; if not, the status may be unknown, 0
     * @param fields names in lower case, trailers among them
     * @param text a character for each byte
     */
    record Answer(boolean whole, int status, Map<String, String> fields, String text) {}

    /** A request whose answer can be waited for. */
    interface Asked {
        Answer answer() throws IOException;
    }

    /**
     * Sends a request.
     *
     * @param content null for GET, else POST
     * @param marker the value of the field X-Marker, and of a trailer where there is content
     */
    Asked ask(String target, String marker, String content) throws IOException;

    /** Whether other requests can follow. */
    boolean isOpen();
}
