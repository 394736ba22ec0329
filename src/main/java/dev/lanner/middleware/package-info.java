/**
 * What applications put around and behind their handlers. Row 5 of the design.
 *
 * <p>{@link dev.lanner.middleware.StaticFiles} serves a folder: it finds a file by a path that may be hostile, opens it
 * once, and sends as much of it as the request's conditions and ranges ask for. {@link dev.lanner.middleware.AccessLog}
 * writes a line for each request, by a thread of its own, without ever making a request wait.
 *
 * <p>All of it works over features, so it runs on every server.
 */
package dev.lanner.middleware;
