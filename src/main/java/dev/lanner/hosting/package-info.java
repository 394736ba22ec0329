/**
 * Whole programs: the command {@code lanner}. Row 6 of the design.
 *
 * <p>{@link dev.lanner.hosting.Main} reads the arguments by a small parser and runs one of these commands: {@code serve} puts
 * static files and an access log on an edge server in a {@link dev.lanner.Host}, {@code cert} looks after the certificate
 * with which {@code serve --https} works unprepared, {@code run} builds an application of somebody's own and starts it, once
 * or whenever its sources change, {@code check} prints what a {@link dev.lanner.configuration.Configuration} comes to, and {@code host} puts a server before applications in processes of their
 * own, each behind a {@link dev.lanner.gateway.Gateway}.
 *
 * <p>Standard output belongs to the access log and to what was asked for ({@code --help}, {@code --version}); whatever
 * else is said to a person goes to standard error.
 */
package dev.lanner.hosting;
