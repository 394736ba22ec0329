package dev.lanner.queue;

import dev.lanner.internal.net.Clock;
import dev.lanner.queue.RequestQueue.Seat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The queues of a broker. One that nobody serves any more, because its processes were killed, stays with its prefixes, which so
 * are nobody else's; one whose last process has left in order is forgotten. For any number of threads.
 */
final class BrokeredQueues {
    private final int max;
    private final Consumer<UrlPrefix> check;
    private final Clock clock;
    private final PrefixTable<RequestQueue<Attachment>> table = new PrefixTable<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RequestQueue<Attachment>> queues = new HashMap<>();
    private int unnamed;

    /** What a process has of a queue. */
    record Share(RequestQueue<Attachment> queue, Seat<Attachment> seat, boolean isNameless) {}

    /** @param check throws an {@link IllegalArgumentException} with a sentence for a prefix that nobody can have */
    BrokeredQueues(int max, Consumer<UrlPrefix> check, Clock clock) {
        this.max = max;
        this.check = check;
        this.clock = clock;
    }

    PrefixTable<RequestQueue<Attachment>> table() {
        return table;
    }

    /**
     * A process gets requests from now on.
     *
     * @throws IllegalArgumentException in one sentence, if that can't be
     */
    Share join(QueueOptions asked, Attachment attachment) {
        lock.lock();
        try {
            RequestQueue<Attachment> queue = asked.name() == null ? null : queues.get(asked.name());
            boolean create = asked.mode() == QueueMode.CREATE;
            if (queue != null && create && queue.isServed()) {
                throw new IllegalArgumentException(queue + " is there already: attach to it, or choose another name");
            }
            if (queue == null && asked.mode() == QueueMode.ATTACH) {
                throw new IllegalArgumentException("there is no queue \"" + asked.name() + "\" to attach to");
            }
            if (queue == null || create) {
                queue = create(asked, queue);
            }
            return new Share(queue, queue.join(attachment, asked.requests()), asked.name() == null);
        } finally {
            lock.unlock();
        }
    }

    private RequestQueue<Attachment> create(QueueOptions asked, RequestQueue<Attachment> unserved) {
        asked.prefixes().forEach(check);
        if (unserved == null && queues.size() >= max) {
            throw new IllegalArgumentException("there are " + max + " queues already, and no more are made");
        }
        RequestQueue<Attachment> queue = new RequestQueue<>(
                asked.name() == null ? "nameless " + ++unnamed : asked.name(),
                asked.prefixes(),
                asked.limit(),
                asked.timeout(),
                asked.verbosity(),
                clock);
        if (unserved == null) {
            table.add(asked.prefixes(), queue);
        } else {
            table.replace(unserved, queue.prefixes(), queue);
        }
        queues.put(queue.name(), queue);
        return queue;
    }

    /**
     * A process gets no more requests.
     *
     * @param inOrder whether it has said so
     */
    void leave(Share share, boolean inOrder) {
        lock.lock();
        try {
            RequestQueue<Attachment> queue = share.queue();
            queue.leave(share.seat());
            if (!queue.isServed() && (inOrder || share.isNameless())) {
                table.remove(queue);
                queues.remove(queue.name(), queue);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A queue that requests can be delegated to; null if there is none of that name. */
    RequestQueue<Attachment> named(String name) {
        lock.lock();
        try {
            return QueueOptions.isName(name) ? queues.get(name) : null;
        } finally {
            lock.unlock();
        }
    }

    List<RequestQueue<Attachment>> all() {
        lock.lock();
        try {
            return List.copyOf(queues.values());
        } finally {
            lock.unlock();
        }
    }
}
