/**
 * A connected peer as bytes: sockets, buffers, deadlines. Row 1 of the design. Knows nothing of HTTP but how
 * a field line is written.
 *
 * <p>{@link dev.lanner.internal.net.Listener} accepts, {@link dev.lanner.internal.net.Transport} is one accepted peer,
 * {@link dev.lanner.internal.net.ByteInput} and {@link dev.lanner.internal.net.ByteOutput} buffer what comes and goes, and
 * {@link dev.lanner.internal.net.Deadlines} is the one ticker that ends whatever takes too long.
 * {@link dev.lanner.internal.net.StackRoom} tells whether the calling thread has the stack for all that.
 *
 * <p><b>Threads.</b> Reading and writing block the thread that calls, which is a virtual one. Nothing here has a
 * time-out of its own: a blocked thread is woken when the ticker closes, half or whole, the socket beneath it.
 *
 * <p><b>Memory.</b> A connection that waits holds a buffer of 1 KiB for its input, and none when it rests; larger ones live
 * as long as there are bytes in them, and those for output are of a {@link dev.lanner.internal.net.BufferPool}. Content that
 * goes to a channel goes through {@link dev.lanner.internal.net.LentBuffers} while much comes at a time.
 */
package dev.lanner.internal.net;
