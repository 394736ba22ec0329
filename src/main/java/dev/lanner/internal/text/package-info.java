/**
 * What people write, and the mistakes in it: JSON files with comments, and names that were mistyped. Row 1 of the design.
 *
 * <p>{@link dev.lanner.internal.text.Json} reads a file into {@link dev.lanner.internal.text.JsonValue values} that know where
 * they stand, so that whoever finds a mistake in one of them later can still say where it is: {@code
 * lanner.json:12:5: unknown key "prot". Did you mean "port"?} Used at the start of programs, not for requests; bounded in size
 * and depth all the same.
 */
package dev.lanner.internal.text;
