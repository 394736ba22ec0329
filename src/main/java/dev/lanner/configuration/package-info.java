/**
 * How a program is told where to listen and what to allow, without being built again: by {@code lanner.json}, by environment
 * variables and by its arguments. At the bottom of row 5 of the design.
 *
 * <p>{@link dev.lanner.configuration.Configuration} reads all sources into one table of texts by key, each with its origin, and
 * makes {@link dev.lanner.server.ServerOptions} of it. Keys are named as the methods of the builders are, so that every option
 * and limit has one; a test holds the two together. Every mistake is one sentence that begins with its place: a file with line
 * and column, a variable, or an argument. {@code docs/configuration.md} has all keys.
 */
package dev.lanner.configuration;
