/**
 * The application's view of a request: {@link dev.lanner.HttpContext} over the features of a server, and what answers
 * it. Row 5 of the design.
 *
 * <p>A {@link dev.lanner.Handler} answers a request; a {@link dev.lanner.Middleware} does something around one; a
 * {@link dev.lanner.Pipeline} puts them together once, and is the {@link dev.lanner.server.Application} that any
 * {@link dev.lanner.server.Server} runs.
 *
 * {@snippet file="dev/lanner/examples/NotesTest.java" region="application"}
 *
 * <p>Everything here is thin. {@link dev.lanner.HttpRequest} and {@link dev.lanner.HttpResponse} keep no state that a
 * feature has: a middleware that puts another feature over the server's changes what all that comes after it sees.
 *
 * <p>The thread that a server gives a request runs the whole pipeline, and may block as it likes. What belongs to a
 * request is used by that thread only; handlers, middleware and pipelines are shared by all.
 */
package dev.lanner;
