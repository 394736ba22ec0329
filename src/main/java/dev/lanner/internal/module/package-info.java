/**
 * The application's side of a gateway: a server that serves nobody else. Row 4 of the design, above the edge server.
 *
 * <p>A process that a gateway has started finds in its environment where to listen, and a secret ({@code ModuleEnvironment}).
 * {@code ModuleServer} listens there; {@code ModuleIntegration} refuses requests without the secret, and shows the others as
 * they came to the gateway ({@code ModuleClient}). The queue's attached servers refuse and show by the same class.
 */
package dev.lanner.internal.module;
