/**
 * HTTP/2 on one connection (RFC 9113), with extended CONNECT (RFC 8441) and priorities (RFC 9218). Row 3 of the design.
 *
 * <p><b>Read path.</b> {@link dev.lanner.internal.http2.Http2Connection} reads frames by {@code FrameReader}, which refuses
 * what is malformed in itself; {@code StreamTable} knows what a frame means on its stream. Field blocks are joined
 * ({@code FieldBlock}), decoded whole, and judged by {@code RequestReader}, so that what is wrong with one costs its stream
 * and not the connection; {@code StreamOpener} makes streams of them. DATA goes into the {@code StreamInput} of its stream,
 * which its window bounds.
 *
 * <p><b>Write path.</b> {@code Http2Wire} carries one exchange. It appends HEADERS and DATA to the one
 * {@code FrameWriter}, where {@code Turns} holds DATA back by both windows and by the turns of the streams; whoever has
 * appended last writes for all ({@code CombinedOutput}).
 *
 * <p><b>Threads.</b> The connection's thread reads, runs nothing of an application, and never waits for the client to
 * read: what it owes is appended and sent by another thread, within a bound. Streams that arrive together
 * share virtual threads until one blocks ({@code Workers}), others have one of their own.
 * Locks: the writer's; under it those of streams and of the table, which take no other one. None is held across IO.
 * They are {@code ShortLock}s, and what is waited for {@code Waiters}: an application may call from the end of its stack.
 *
 * <p><b>Limits.</b> Streams count until their application has returned; everything cheap for a client that makes us work
 * draws on one {@code Budget}. Rules are in {@code Http2Rule}.
 */
package dev.lanner.internal.http2;
