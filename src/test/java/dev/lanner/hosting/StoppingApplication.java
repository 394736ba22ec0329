package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.HttpContext;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that answers nothing at {@code /held/...} before it was told to stop, and there at {@code /held/slow/...} takes
 * its time. Says on its standard output what happens. Its argument is how many of these requests it waits for.
 */
final class StoppingApplication implements Host.Events {
    private static final int PIECES = 20;
    private static final int LENGTH = 10_000;

    private final Server server = Lanner.server(
            ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build());
    private final int expected;
    private final AtomicInteger held = new AtomicInteger();
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile int port;

    private StoppingApplication(int expected) {
        this.expected = expected;
    }

    public static void main(String[] arguments) throws IOException {
        StoppingApplication application = new StoppingApplication(Integer.parseInt(arguments[0]));
        new Host(application.server, Duration.ofMinutes(2), application).run(Pipeline.of(application::handle));
    }

    /** What is answered at a path: other content at each. */
    static String content(String path) {
        return path.repeat(LENGTH / path.length() + 1).substring(0, LENGTH);
    }

    private void handle(HttpContext context) throws Exception {
        String path = context.request().path();
        byte[] content = content(path).getBytes(StandardCharsets.US_ASCII);
        if (!path.startsWith("/held/")) {
            context.response().text("at once");
            return;
        }
        if (held.incrementAndGet() == expected) {
            say("held " + expected);
        }
        told.await();
        OutputStream body = context.response().body();
        if (path.startsWith("/held/slow/")) {
            for (int piece = 0; piece < PIECES; piece++) {
                Thread.sleep(50);
                body.write(content, piece * (LENGTH / PIECES), LENGTH / PIECES);
                body.flush();
            }
        } else {
            body.write(content);
        }
    }

    private static synchronized void say(String words) {
        System.out.println(words);
    }

    @Override
    public void started() {
        URI address = URI.create(server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .get(0));
        port = address.getPort();
        say("port " + port);
    }

    @Override
    public void stopping(int requests, boolean canBeForced) {
        say("stopping " + requests);
        Thread.ofVirtual().start(this::releaseWhenNobodyGetsIn);
    }

    /** From then on what ends is counted as having ended while the server stopped. */
    private void releaseWhenNobodyGetsIn() {
        try {
            while (true) {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            }
        } catch (IOException refused) {
            told.countDown();
        }
    }

    @Override
    public void stopped(StopReport report) {
        say("stopped " + report.finished() + " " + report.aborted());
    }
}
