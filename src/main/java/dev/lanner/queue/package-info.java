/**
 * The shared port: several applications on one port, in the manner of HTTP.sys. Row 6 of the design.
 *
 * <p>Within one process, {@link dev.lanner.queue.SharedPorts} listens by an edge server for each port, which does all the protocol
 * work. A request's prefix says whose it is ({@code PrefixTable}); a {@code Visit} carries it through what runs before the queue,
 * into the {@code RequestQueue}, and to a {@code QueueServer}, whose application answers it, all on the thread of the request.
 */
package dev.lanner.queue;
