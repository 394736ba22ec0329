/**
 * One request and its response: the semantics of RFC 9110, which HTTP/1.1 and HTTP/2 share. Row 2 of the design.
 *
 * <p>An {@link dev.lanner.internal.exchange.Exchange} runs an application on the features of a request. It does not know
 * how the bytes travel: a {@link dev.lanner.internal.exchange.Wire} carries them, and each protocol brings its own. What
 * all exchanges of a connection share is their {@link dev.lanner.internal.exchange.ConnectionScope}.
 *
 * <p><b>The way in.</b> The protocol reads a {@link dev.lanner.internal.exchange.RequestHead}, makes a wire and an
 * exchange, and calls {@code run}. Content is read through {@link dev.lanner.internal.exchange.RequestBody}.
 *
 * <p><b>The way out.</b> {@link dev.lanner.internal.exchange.Response} is the head,
 * {@link dev.lanner.internal.exchange.ResponseBody} the content; when the first of it must leave, the head goes to the
 * wire, and from then on the response has started.
 *
 * <p><b>Threads.</b> An exchange belongs to the thread that runs it; an application may hand the content of request and
 * response to one other thread each. {@link dev.lanner.internal.exchange.Lifetime} is for any thread.
 *
 * <p><b>Rules.</b> What both protocols forbid is in {@link dev.lanner.internal.exchange.HttpRule}, and the grammar of
 * fields and targets in {@link dev.lanner.internal.exchange.FieldRules} and
 * {@link dev.lanner.internal.exchange.TargetReader}.
 */
package dev.lanner.internal.exchange;
