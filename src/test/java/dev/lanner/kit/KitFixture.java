package dev.lanner.kit;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** What all checks of the kit stand on: a server to be checked and a client for it. */
interface KitFixture {
    /** A server of the kind to be checked: not started, on an address that is free, with no grace worth mentioning. */
    Server newServer();

    /**
     * Sends a request on a connection of its own.
     *
     * @return the reply, as soon as its head is there; the caller closes it
     * @throws IOException if there is no reply
     */
    KitReply send(Server server, KitRequest request) throws Exception;

    /** The optional features that the server does not give: only their checks are skipped. */
    Set<Class<?>> featuresNotGiven();

    /** Whether a client over HTTP/1.1 that goes while it waits is noticed before a write to it fails. */
    boolean noticesThatClientsGo();

    /** What the server answers to one request if that handler runs on it; an assertion that fails in it fails here. */
    default KitReply.Whole answer(Handler handler, KitRequest request) throws Exception {
        var broken = new AtomicReference<AssertionError>();
        var asked = new CountDownLatch(1);
        KitReply.Whole whole = null;
        IOException cut = null;
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                asked.countDown();
                try {
                    handler.handle(context);
                } catch (AssertionError failed) {
                    broken.compareAndSet(null, failed);
                    throw failed;
                }
            }));
            try (KitReply reply = send(server, request)) {
                whole = reply.whole();
            } catch (IOException noReply) {
                cut = noReply;
            }
        }
        if (broken.get() != null) {
            throw broken.get();
        }
        if (cut != null) {
            throw cut;
        }
        if (asked.getCount() > 0) {
            throw new AssertionError("the server answered " + whole.status() + " without asking the application");
        }
        return whole;
    }

    default KitReply.Whole answer(Handler handler) throws Exception {
        return answer(handler, KitRequest.get("/"));
    }

    /** Waits for what another thread brings. */
    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came in 20 seconds");
        }
        return next;
    }

    /** Waits for what another thread does. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing happened in 20 seconds");
        }
    }

    /**
     * Waits until a thread has come to where it waits for long: nothing of a server tells, so it is looked at, now and then
     * (what waits for a time may look at the clock in between), until it was found waiting each of many times.
     */
    static void awaitBlocked(Thread thread) {
        long began = System.nanoTime();
        for (int found = 0; found < 20; ) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            boolean waits = thread.getState() != Thread.State.RUNNABLE && thread.getState() != Thread.State.NEW;
            found = waits ? found + 1 : 0;
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(20)) {
                throw new AssertionError(thread + " did not wait for anything in 20 seconds");
            }
        }
    }
}
