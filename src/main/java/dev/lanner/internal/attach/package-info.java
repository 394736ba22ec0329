/**
 * Lets a process attach to a broker because its environment says so. Hidden; row 6 of the design, above the queue.
 *
 * <p>Whoever asks, {@link dev.lanner.Lanner}, is below the queue and does not know it: {@code QueueAttaching} is found as a service.
 */
package dev.lanner.internal.attach;
