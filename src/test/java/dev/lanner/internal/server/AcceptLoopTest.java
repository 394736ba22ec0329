package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.net.Listener;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The accept loop goes on, whatever happens to it. */
class AcceptLoopTest {
    /** Gives what the test has put into it, and waits for more. */
    private static final class Script implements Listener.Source {
        private final BlockingQueue<Callable<SocketChannel>> next = new LinkedBlockingQueue<>();
        private volatile boolean open = true;

        @Override
        public SocketChannel accept() throws IOException {
            try {
                return next.take().call();
            } catch (IOException | RuntimeException failed) {
                throw failed;
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            next.add(() -> {
                throw new ClosedChannelException();
            });
        }
    }

    /** A log that fails as well, as one does without descriptors or memory. */
    private static final class BrokenLog extends Handler {
        private final AtomicInteger records = new AtomicInteger();

        @Override
        public void publish(LogRecord logged) {
            records.incrementAndGet();
            throw new IllegalStateException("no descriptor left for the words");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Script script = new Script();

    private void afterwardsAccepts(List<Callable<SocketChannel>> before, Consumer<SocketChannel> taker)
            throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Listener listener = new Listener(script, "test", channel -> {
            taken.incrementAndGet();
            taker.accept(channel);
        });
        listener.start();
        script.next.addAll(before);
        int soFar = before.size();
        try (SocketChannel channel = SocketChannel.open()) {
            Await.until("everything before has happened", script.next::isEmpty);
            int count = taken.get();
            script.next.add(() -> channel);
            Await.until("the next connection is taken", () -> taken.get() > count);
            assertThat(taken.get()).isLessThanOrEqualTo(soFar + 1);
        } finally {
            listener.close();
            listener.awaitClosed();
        }
    }

    private static Callable<SocketChannel> failing(IOException failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void survivesAStormOfFailures() throws Exception {
        afterwardsAccepts(
                List.of(
                        failing(new IOException("Too many open files")),
                        failing(new IOException("Too many open files")),
                        failing(new IOException("Connection reset by peer"))),
                channel -> {});
    }

    @Test
    void survivesAConnectionThatIsClosedAlready() throws Exception {
        afterwardsAccepts(List.of(failing(new ClosedChannelException())), channel -> {});
    }

    @Test
    void survivesAFailureThatCantBeLogged() throws Exception {
        Logger logger = Logger.getLogger("lanner.server");
        BrokenLog broken = new BrokenLog();
        logger.addHandler(broken);
        try {
            afterwardsAccepts(List.of(failing(new IOException("Too many open files"))), channel -> {});
        } finally {
            logger.removeHandler(broken);
        }
        assertThat(broken.records).satisfies(seen -> assertThat(seen.get()).isPositive());
    }

    @Test
    void survivesWhoeverTakesTheConnections() throws Exception {
        AtomicInteger number = new AtomicInteger();
        try (SocketChannel channel = SocketChannel.open()) {
            afterwardsAccepts(List.of(() -> channel, () -> channel), taken -> {
                if (number.incrementAndGet() == 1) {
                    throw new IllegalStateException("a bug");
                }
                throw new OutOfMemoryError("unable to create a thread");
            });
        }
    }

    @Test
    void survivesClientsThatAreGoneBeforeTheyAreAccepted() throws Exception {
        try (TestServer server = TestServer.start(context -> context.response().text("hello"))) {
            for (int i = 0; i < 500; i++) {
                RawClient.connect(server.port()).reset();
            }
            try (RawClient client = server.connect()) {
                assertThat(client.get("/").read().text()).isEqualTo("hello");
            }
            server.awaitNoConnections();
        }
    }

    @Test
    void servesAgainWhenDescriptorsAreFree() throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Command.require("sh").toString(), "-c", "ulimit -n 64; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(Child.class, "descriptors"));
        try (ChildJvm child = ChildJvm.start(command)) {
            int port = Integer.parseInt(child.line("port "));
            try (RawClient client = RawClient.connect(port)) {
                assertThat(client.get("/").read().text()).isEqualTo("child");
            }
            for (int round = 0; round < 2; round++) {
                child.say("take");
                assertThat(Integer.parseInt(child.line("taken "))).isPositive();
                List<RawClient> flood = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    flood.add(RawClient.connect(port).get("/"));
                }
                assertThat(child.line("WARNING: http://127.0.0.1:")).contains("Too many open files");
                for (RawClient each : flood) {
                    each.hangUp();
                }
                child.say("give");
                assertThat(Integer.parseInt(child.line("given "))).isPositive();
                Await.until("it serves again", () -> isServed(port));
            }
        }
    }

    /** As long as the flood is being accepted, the limit on connections may refuse this one. */
    private static boolean isServed(int port) {
        try (RawClient client = RawClient.connect(port)) {
            return client.get("/").read().text().equals("child");
        } catch (IOException refused) {
            return false;
        }
    }
}
