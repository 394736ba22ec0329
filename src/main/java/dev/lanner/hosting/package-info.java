/**
 * Whole programs: the command {@code lanner}. Row 6 of the design.
 *
 * <p>{@link dev.lanner.hosting.Main} is the command: its arguments are read by a small parser, and its {@code serve} puts
 * static files and an access log on an edge server in a {@link dev.lanner.Host}.
 *
 * <p>Standard output belongs to the access log and to what was asked for ({@code --help}, {@code --version}); whatever
 * else is said to a person goes to standard error.
 */
package dev.lanner.hosting;
