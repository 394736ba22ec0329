/**
 * A connected peer as bytes: sockets, buffers, deadlines. Row 1 of the design. Knows nothing of HTTP.
 *
 * <p>{@link dev.lanner.internal.net.Listener} accepts, {@link dev.lanner.internal.net.Transport} is one accepted peer,
 * {@link dev.lanner.internal.net.ByteInput} and {@link dev.lanner.internal.net.ByteOutput} buffer what comes and goes, and
 * {@link dev.lanner.internal.net.Deadlines} is the one ticker that ends whatever takes too long.
 * {@link dev.lanner.internal.net.StackRoom} tells whether the calling thread has the stack for all that.
 *
 * <p><b>Threads.</b> Reading and writing block the thread that calls, which is a virtual one. Nothing here has a
 * time-out of its own: a blocked thread is woken when the ticker closes, half or whole, the socket beneath it.
 *
 * <p><b>Memory.</b> An idle connection holds two buffers of 1 KiB at most; larger ones live as long as there are bytes in
 * them.
 */
package dev.lanner.internal.net;
