/**
 * What the environment tells an application's process: the application's side of a gateway, a server that serves nobody else, and
 * which broker to attach to. Row 4 of the design, above the edge server.
 *
 * <p>A process that a gateway has started finds in its environment where to listen, and a secret ({@code ModuleEnvironment}).
 * {@code ModuleServer} listens there; {@code ModuleIntegration} refuses requests without the secret, and shows the others as
 * they came to the gateway ({@code ModuleClient}). The queue's attached servers refuse and show by the same class.
 * {@code BrokerEnvironment} has attached servers made, by a service, since they are above this package.
 */
package dev.lanner.internal.module;
