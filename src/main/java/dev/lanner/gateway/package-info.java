/**
 * The gateway: hosts an application of any language in processes of its own, in the manner of the ASP.NET Core Module. Row 6
 * of the design.
 *
 * <p>{@link dev.lanner.gateway.Gateway} is a handler. A request takes a place in one of the processes ({@code Processes},
 * {@code Slot}, {@code AppProcess}), which is started if need be ({@code ProcessStarter}): it is told a port or a Unix domain
 * socket, its path and a secret by its environment ({@code ModuleVariables}), and is ready when it listens itself. Then
 * the request is passed on and its response back: {@code dev.lanner.internal.forward}.
 *
 * <p>A process that ends by itself is replaced with the next request, unless that happens too often. It ends with the gateway,
 * also if that is killed ({@code Leash}). The application's side of it is in {@code dev.lanner}: {@link dev.lanner.Lanner#server}.
 */
package dev.lanner.gateway;
