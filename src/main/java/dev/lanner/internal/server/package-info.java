/**
 * The edge server: binds endpoints, admits connections, chooses their protocol, and stops gracefully. Row 4 of the design.
 *
 * <p>{@link dev.lanner.internal.server.EdgeServer} is the {@link dev.lanner.server.Server}. Its endpoints become bound
 * sockets in {@code Binding}; each accepted peer becomes a {@code Connection}, which lives on a thread of its own
 * and is known to {@code Connections} from admission to end. {@code RequestAdmission} has the places of requests, {@code
 * Handshakes} those of TLS handshakes; {@code Metrics} counts what only the figures of the server need.
 *
 * <p><b>Threads.</b> One virtual thread for each listening socket, which only accepts; one for each connection, or a
 * platform thread instead where they are few; one platform thread, the ticker, which keeps the JVM alive while the server
 * runs.
 */
package dev.lanner.internal.server;
