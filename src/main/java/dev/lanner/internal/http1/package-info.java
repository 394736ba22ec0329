/**
 * HTTP/1.1 and HTTP/1.0 on one connection (RFC 9112). Row 3 of the design.
 *
 * <p><b>Read path.</b> {@link dev.lanner.internal.http1.Http1Connection} waits for a request,
 * {@link dev.lanner.internal.http1.HeadReader} reads its head line by line, unless it is one that
 * {@code RepeatedHeads} knows, {@code Framing} decides where its content ends,
 * and {@code ChunkedReader} or a count takes the content apart.
 *
 * <p><b>Write path.</b> {@code Http1Wire} writes head and content into the connection's output, which leaves in one write
 * when the response is complete; responses to pipelined requests leave together.
 *
 * <p><b>Threads.</b> Everything of a turn runs on one thread, the application too. Only deadlines come from
 * another one: they close or half-close the socket, and this thread finds out which of them it was.
 *
 * <p><b>Rules.</b> Whatever a client can do wrong is in {@link dev.lanner.internal.http1.Http1Rule}, or in
 * {@link dev.lanner.internal.exchange.HttpRule} if HTTP/2 knows it too. A head that breaks one is answered, and the
 * connection closes: where a request ends can't be trusted any more.
 */
package dev.lanner.internal.http1;
