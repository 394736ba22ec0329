/**
 * The shared port: several applications on one port, in the manner of HTTP.sys. Row 6 of the design.
 *
 * <p>Within one process, {@link dev.lanner.queue.SharedPorts} listens by an edge server for each port, which does all the protocol
 * work. A request's prefix says whose it is ({@code PrefixTable}); a {@code Visit} carries it through what runs before the queue,
 * into the {@code RequestQueue}, and to a {@code QueueServer}, whose application answers it, all on the thread of the request.
 *
 * <p>Among several processes, a {@link dev.lanner.queue.Broker} has the ports. A process attaches at its {@code ControlSocket} with
 * a {@code Claim}, and then is an {@code Attachment} to one of the {@code BrokeredQueues}: requests that have a place there are
 * passed on to it by {@code dev.lanner.internal.forward}. In the process, an {@code AttachedServer} listens for the broker alone
 * ({@code dev.lanner.internal.module}), and holds the {@code BrokerConnection} whose end tells that it has gone. An application there
 * may hand a request on ({@code Delegating}): the broker's {@code BrokeredVisit} then goes to another queue with it.
 *
 * <p>Limits: how many requests run and wait, and for how long ({@link dev.lanner.queue.QueueOptions}); how many queues and
 * processes there are, and how long a process may be silent ({@link dev.lanner.queue.BrokerOptions}); all else is the edge
 * server's.
 */
package dev.lanner.queue;
