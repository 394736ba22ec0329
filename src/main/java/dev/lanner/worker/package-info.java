/**
 * The worker: hosts one application within its own process, in the manner of IIS's in-process hosting. Row 6 of the design.
 *
 * <p>A {@link dev.lanner.worker.Worker} owns a server with its endpoints, and is the handler behind it. It loads the
 * application into class loaders of its own ({@code AppCode} finds its files, {@code AppClasses} loads a copy of them), runs
 * its {@code main} on a thread ({@code AppRun}), and hands each request to the {@code WorkerServer} that the application
 * gets from {@link dev.lanner.Lanner#server} there. No connection lies between: the application answers by the very features
 * of the worker's server.
 *
 * <p><b>Runs.</b> {@code Runs} knows the run that serves and the one that starts. To recycle is to start a new run beside the
 * old one, to let the requests of the old one end, and to unload it: nothing in Lanner keeps a class loader whose run has
 * ended. Requests have threads of their own for that reason, and what the application keeps for a connection
 * ({@code ConnectionItems}) is forgotten. {@code Leftovers} names the threads that the application has left behind.
 *
 * <p><b>Threads.</b> The ticker looks at files; starting, recycling and ending each have a virtual thread; the application's
 * {@code main} has a platform thread.
 */
package dev.lanner.worker;
