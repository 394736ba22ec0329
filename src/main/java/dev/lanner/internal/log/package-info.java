/** How the library comes to its loggers. Row 1 of the design. */
package dev.lanner.internal.log;
