package dev.lanner.internal.net;

import java.util.concurrent.atomic.LongAdder;

/** How many bytes have passed on all sockets of a server. For any number of threads: an addition for each system call. */
public final class Traffic {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }

    public long received() {
        return received.sum();
    }

    public long sent() {
        return sent.sum();
    }
}
