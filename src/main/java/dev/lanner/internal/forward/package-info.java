/**
 * Passes requests on to another process and their responses back, by HTTP/1.1. What gateway and queue share; hidden.
 *
 * <p>{@code Forwarding} finds somebody who answers at its {@code Destination}, writes the request anew on a pooled connection
 * ({@code Backend}), never as it came, and passes the response back while it comes. Only the target goes as it came to those who
 * read it alike. Content of the request has a thread beside it ({@code Upload}), and so have connections that leave HTTP ({@code
 * Relay}). Where destinations allow it, a process may answer that the request is for another one ({@code DelegationAnswer}): then
 * it begins anew there.
 *
 * <p>What is answered is read as strictly as requests are (RFC 9112 §6.3); fields that belong to a connection stop here (RFC
 * 9110 §7.6.1), and so do those by which a client could pass for a gateway.
 */
package dev.lanner.internal.forward;
