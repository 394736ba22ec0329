/**
 * What applications put around and behind their handlers. Row 5 of the design.
 *
 * <p>{@link dev.lanner.middleware.StaticFiles} serves a folder: it finds a file by a path that may be hostile, opens it
 * once, and sends as much of it as the request's conditions and ranges ask for. {@link dev.lanner.middleware.AccessLog}
 * writes a line for each request, by a thread of its own, without ever making a request wait.
 *
 * <p>Behind a reverse proxy, {@link dev.lanner.middleware.ForwardedHeaders} and
 * {@link dev.lanner.middleware.CertificateForwarding} show the request as it came to the proxy, where the proxy is trusted, by
 * features in the place of the server's. They come first; then {@link dev.lanner.middleware.HostFiltering},
 * {@link dev.lanner.middleware.HttpsRedirection} and {@link dev.lanner.middleware.Hsts}, then
 * {@link dev.lanner.middleware.PathBase}.
 *
 * <p>All of it works over features, so it runs on every server.
 */
package dev.lanner.middleware;
