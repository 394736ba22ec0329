package dev.lanner.internal.attach;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.module.BrokerEnvironment;
import dev.lanner.queue.Broker;
import dev.lanner.queue.QueueMode;
import dev.lanner.queue.QueueOptions;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Makes the server of a process that is to attach to a broker: it serves the queue that was named, or one of its own. For any
 * number of threads.
 */
public final class QueueAttaching implements BrokerEnvironment.Attaching {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.broker");

    /** For the JDK, which makes services. */
    public QueueAttaching() {}

    @Override
    public Server server(BrokerEnvironment broker, ServerOptions options) {
        QueueOptions queue = queue(broker);
        options.endpoints()
                .forEach(endpoint -> LOGGER.log(
                        Level.INFO,
                        "{0} is not listened on: requests come by the broker at {1}, as the environment says",
                        endpoint.url(),
                        broker.socket()));
        return Broker.server(broker.socket(), queue, options);
    }

    /** Those who name a queue share it: whoever comes first makes it, if it knows prefixes. */
    private static QueueOptions queue(BrokerEnvironment broker) {
        QueueOptions.Builder queue = QueueOptions.builder();
        broker.prefixes().forEach(prefix -> read("LANNER_PREFIX", prefix, queue::prefix));
        if (broker.queue() != null) {
            read("LANNER_QUEUE", broker.queue(), queue::name);
            queue.mode(broker.prefixes().isEmpty() ? QueueMode.ATTACH : QueueMode.CREATE_OR_ATTACH);
        }
        return queue.build();
    }

    private static void read(String variable, String text, Consumer<String> into) {
        try {
            into.accept(text);
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException("the variable " + variable + ": " + mistake.getMessage(), mistake);
        }
    }
}
