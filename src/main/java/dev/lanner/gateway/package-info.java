/**
 * The gateway: hosts an application of any language in processes of its own, in the manner of the ASP.NET Core Module. Row 6
 * of the design.
 *
 * <p>{@link dev.lanner.gateway.Gateway} is a handler. A request takes a place in one of the processes ({@code Processes},
 * {@code Slot}, {@code AppProcess}), which is started if need be ({@code ProcessStarter}): it is told a port or a Unix domain
 * socket, its path and a secret by its environment ({@code ModuleVariables}), and is ready when it listens itself. Then
 * {@code Forwarding} writes the request anew on a pooled connection ({@code Backend}), never as it came, and passes the
 * response back while it comes. Content of the request has a thread beside it ({@code Upload}), and so have connections that
 * leave HTTP ({@code Relay}).
 *
 * <p>What the application answers is read as strictly as requests are (RFC 9112 §6.3); fields that belong to a connection stop
 * here (RFC 9110 §7.6.1), and so do those by which a client could pass for a gateway.
 *
 * <p>A process that ends by itself is replaced with the next request, unless that happens too often. It ends with the gateway,
 * also if that is killed ({@code Leash}). The application's side of it is in {@code dev.lanner}: {@link dev.lanner.Lanner#server}.
 */
package dev.lanner.gateway;
