/**
 * TLS 1.3 and 1.2 over a transport (RFC 8446, RFC 5246), by the Java machine's own engine; certificates and keys. Row 1 of
 * the design, above {@code net}. Knows nothing of HTTP but the names of its protocols.
 *
 * <p>A {@link dev.lanner.internal.tls.TlsEndpoint} holds what was loaded from the options: a fixed table of host names,
 * each with a context of its own. A {@link dev.lanner.internal.tls.TlsTransport} reads the ClientHello, chooses the host,
 * and shakes hands ({@code TlsHandshake}); then it is a transport like any other, with a {@code RecordReader} and a
 * {@code RecordWriter}.
 *
 * <p><b>Threads.</b> The handshake runs on the connection's thread, with everything that is to be computed for it. Then one
 * thread reads and one writes. No one waits for a lock that somebody holds across a write.
 *
 * <p><b>Limits.</b> A ClientHello has 32 KiB at most, and room for it grows with what has arrived, never by what it claims.
 * A handshake has a total time ({@code Limits.tlsHandshakeTimeout}). Records without data are counted, and a second
 * handshake ends the connection.
 *
 * <p><b>Memory.</b> An idle connection holds an array of 512 bytes besides what the engine keeps.
 */
package dev.lanner.internal.tls;
