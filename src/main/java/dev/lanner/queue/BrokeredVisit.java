package dev.lanner.queue;

import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.Destination;
import dev.lanner.internal.forward.Unavailable;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.queue.RequestQueue.Refused;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Where a broker passes a request on to: a process of its prefix's queue, and perhaps of one that this delegates it to, which may
 * not do so again. Used by the thread of the request.
 */
final class BrokeredVisit implements Destination {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.broker");

    private final BrokeredQueues queues;
    private final Consumer<Runnable> whenGone;
    private RequestQueue<Attachment> queue;
    private boolean wasDelegated;

    /** @param whenGone takes what is to run when the client goes */
    BrokeredVisit(BrokeredQueues queues, RequestQueue<Attachment> queue, Consumer<Runnable> whenGone) {
        this.queues = queues;
        this.queue = queue;
        this.whenGone = whenGone;
    }

    /** The queue that the request is in. */
    RequestQueue<Attachment> queue() {
        return queue;
    }

    @Override
    public Place enter() throws Unavailable {
        try {
            RequestQueue.Place<Attachment> place = queue.enter(whenGone);
            return place.receiver().place(place);
        } catch (Refused refused) {
            throw new Unavailable(HttpStatus.SERVICE_UNAVAILABLE, refused.getMessage());
        }
    }

    @Override
    public boolean asksForContent() {
        return true;
    }

    @Override
    public boolean readsAlike() {
        return true;
    }

    @Override
    public boolean isDelegable() {
        return !wasDelegated;
    }

    @Override
    public void delegate(String name) throws Unavailable {
        RequestQueue<Attachment> other = queues.named(name);
        if (other == null) {
            LOGGER.log(Level.WARNING, "a process of {0} has delegated a request to a queue that has gone", queue);
            throw new Unavailable(HttpStatus.SERVICE_UNAVAILABLE, "nobody serves this application now");
        }
        queue = other;
        wasDelegated = true;
    }
}
