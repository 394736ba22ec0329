package dev.lanner.feature;

import dev.lanner.http.Headers;
import java.io.IOException;

/** Responses before the response (RFC 9110 §15.2). Given by the edge and the in-memory server. */
@FunctionalInterface
public interface InformationalFeature {
    /**
     * Sends an informational response at once. To an HTTP/1.0 client nothing is sent (RFC 9110 §15.2).
     *
     * @param status from 100 to 199, such as 103 Early Hints; not 101, which is {@link UpgradeFeature}'s
     * @param headers its fields; may be empty
     * @throws IllegalArgumentException if the status is none of these
     * @throws IllegalStateException if the response has started
     * @throws IOException if the client has gone
     */
    void send(int status, Headers headers) throws IOException;
}
