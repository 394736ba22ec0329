/**
 * Whole programs: the command {@code lanner}, and what a program needs around a server. Row 6 of the design.
 *
 * <p>{@link dev.lanner.hosting.Host} runs any server until the process is told to stop, lets requests finish, and can be
 * forced. {@link dev.lanner.hosting.Main} is the command: its arguments are read by a small parser, and its
 * {@code serve} puts static files and an access log on an edge server in a host.
 *
 * <p>Standard output belongs to the access log and to what was asked for ({@code --help}, {@code --version}); whatever
 * else is said to a person goes to standard error.
 */
package dev.lanner.hosting;
