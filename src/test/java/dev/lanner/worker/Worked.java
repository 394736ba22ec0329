package dev.lanner.worker;

import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * A worker that serves, with {@link WorkedApplication} in the folder {@code classes} of a folder, and the latches by which a
 * test leads it.
 */
final class Worked implements AutoCloseable {
    static final int BODY_BYTES = 100;

    private final String group = UUID.randomUUID().toString();
    private final ManualClock clock = new ManualClock();
    private final Worker worker;

    private Worked(Path application, String behaviour, UnaryOperator<WorkerOptions.Builder> options)
            throws IOException {
        for (String name : new String[] {"go", "waiting", "ended"}) {
            System.getProperties().put(group + "." + name, new CountDownLatch(1));
        }
        WorkerOptions.Builder builder = WorkerOptions.builder(application)
                .mainClass(WorkedApplication.class.getName())
                .arguments(java.util.List.of(behaviour, group));
        worker = new Worker(
                options.apply(builder).build(),
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .limits(Limits.builder().bodyBytes(BODY_BYTES).build())
                        .build(),
                clock);
        worker.server().start(Pipeline.of(worker));
    }

    /** With an application that behaves so. */
    static Worked start(Path folder, String behaviour) throws IOException {
        return start(folder, behaviour, options -> options);
    }

    static Worked start(Path folder, String behaviour, UnaryOperator<WorkerOptions.Builder> options)
            throws IOException {
        Path classes = folder.resolve("classes");
        if (!Files.exists(classes)) {
            AppFolder.classes(classes, WorkedApplication.class);
        }
        return of(classes, behaviour, options);
    }

    static Worked of(Path application, String behaviour, UnaryOperator<WorkerOptions.Builder> options)
            throws IOException {
        return new Worked(application, behaviour, options);
    }

    Worker worker() {
        return worker;
    }

    ManualClock clock() {
        return clock;
    }

    private CountDownLatch latch(String name) {
        return (CountDownLatch) System.getProperties().get(group + "." + name);
    }

    /** Lets everybody go on who waits in the application. */
    void go() {
        latch("go").countDown();
    }

    /** Waits until somebody waits in the application. */
    void awaitWaiting() throws InterruptedException {
        Await.latch(latch("waiting"));
    }

    /** Waits until the application's main method has come to its end. */
    void awaitEnded() throws InterruptedException {
        Await.latch(latch("ended"));
    }

    int port() {
        return TestServer.portOf(worker.server()
                .features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst());
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    RawClient.Answer answer(String target) throws IOException {
        try (RawClient client = connect()) {
            return client.get(target).read();
        }
    }

    /** What the application answers. */
    String get(String target) throws IOException {
        RawClient.Answer answer = answer(target);
        return answer.status() == 200 ? answer.text() : answer.status() + " " + answer.text();
    }

    /** Waits until the application is loaded so many times and no more: the collector does not come by itself. */
    void awaitLoaded(int times) {
        Await.until("the application is loaded " + times + " times", () -> {
            System.gc();
            return worker.loaded() == times;
        });
    }

    @Override
    public void close() {
        go();
        worker.close();
        System.getProperties().keySet().removeIf(key -> key instanceof String name && name.startsWith(group));
    }
}
