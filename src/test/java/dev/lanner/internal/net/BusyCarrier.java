package dev.lanner.internal.net;

import java.util.concurrent.CountDownLatch;

/** Run by {@link GiveWayTest} in a Java machine of its own with one carrier, which threads keep busy that always pause. */
final class BusyCarrier {
    private static final int BUSY = 32;
    private static final int OTHERS = 20;

    private BusyCarrier() {}

    public static void main(String[] none) throws InterruptedException {
        var running = new CountDownLatch(BUSY);
        for (int i = 0; i < BUSY; i++) {
            Thread.ofVirtual().start(() -> {
                running.countDown();
                for (int pauses = 0; ; pauses++) {
                    GiveWay.pause(pauses % 16 == 0);
                }
            });
        }
        running.await();
        for (int i = 0; i < OTHERS; i++) {
            fromAnotherQueue();
        }
        System.out.println("all had their turn");
    }

    /** Each thread of the platform has one of the queues outside, by chance. */
    private static void fromAnotherQueue() throws InterruptedException {
        var turn = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> Thread.ofVirtual().start(turn::countDown));
        turn.await();
    }
}
