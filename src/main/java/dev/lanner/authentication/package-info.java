/**
 * Who the client is, found out before the application. Row 5 of the design.
 *
 * <p>{@link dev.lanner.authentication.Authentication} is a middleware over one or more schemes (RFC 9110 §11):
 * {@link dev.lanner.authentication.Basic} asks a function of the application about names and passwords (RFC 7617),
 * {@link dev.lanner.authentication.Negotiate} takes Kerberos tickets by SPNEGO (RFC 4559, RFC 4178). Whoever has shown who he is
 * is in {@link dev.lanner.feature.AuthenticationFeature} for all that comes after.
 *
 * <p>Each request is authenticated by itself, whatever connection it came over, so HTTP/2 and proxies that share connections change
 * nothing. {@code Negotiate} alone needs the module {@code java.security.jgss}, and says so where it is missing. All of it is
 * for any number of threads, and runs on the thread of the request.
 */
package dev.lanner.authentication;
