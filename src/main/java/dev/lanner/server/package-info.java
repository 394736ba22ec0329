/**
 * The contract between a server and an application, and the options of the edge server. Row 0 of the design: contracts
 * without behaviour.
 *
 * <p>A {@link dev.lanner.server.Server} turns what arrives into feature collections and hands each to an
 * {@link dev.lanner.server.Application}. Whoever writes a server of his own implements the one, whoever writes a
 * framework implements the other, and both work with what is there already.
 *
 * <p>{@link dev.lanner.server.ServerOptions} with {@link dev.lanner.server.Endpoint}, {@link dev.lanner.server.Limits},
 * {@link dev.lanner.server.Http1Limits} and {@link dev.lanner.server.Http2Limits} are immutable, and checked when they are built; so is
 * {@link dev.lanner.server.TlsOptions} with {@link dev.lanner.server.CertificateSource} and
 * {@link dev.lanner.server.ClientCertificates}.
 */
package dev.lanner.server;
