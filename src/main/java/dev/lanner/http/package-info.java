/**
 * The values of HTTP: methods, status codes, fields, targets, dates. Row 0 of the design: contracts without behaviour.
 *
 * <p>Every type here is parsed once and then passed around as itself. All are immutable, except {@link Headers}, which
 * is a list to be filled and then locked. None of them knows a protocol version's wire format; RFC 9110 is the source
 * of each rule.
 *
 * <p>Start with {@link HeaderName} and {@link Headers}.
 */
package dev.lanner.http;
