package dev.lanner.queue;

import dev.lanner.Host;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** An application in a process of its own that gets its requests by a broker. Says {@code attached} when it does. */
public final class QueueApplication {
    private QueueApplication() {}

    static ChildJvm start(Path socket, String name, String prefix) throws IOException {
        ChildJvm child = ChildJvm.start(ChildJvm.command(QueueApplication.class, socket.toString(), name, prefix));
        child.line("attached");
        return child;
    }

    /** @param args the broker's socket, the queue's name, its prefix */
    public static void main(String[] args) throws IOException {
        QueueOptions options = QueueOptions.builder()
                .name(args[1])
                .mode(QueueMode.CREATE_OR_ATTACH)
                .prefix(args[2])
                .build();
        Server server = Broker.server(Path.of(args[0]), options, ServerOptions.DEFAULT);
        Router router = Router.builder()
                .get(
                        "/pid",
                        context -> context.response()
                                .text("" + ProcessHandle.current().pid()))
                .get("/hold", context -> hold())
                .get("/begin", context -> {
                    context.response().body().write('b');
                    context.response().body().flush();
                    new CountDownLatch(1).await();
                })
                .post("/hold", context -> hold())
                .get("/second", QueueApplication::delegated)
                .post("/second", QueueApplication::delegated)
                .build();
        Host.Events events = new Host.Events() {
            @Override
            public void started() {
                System.out.println("attached");
            }
        };
        new Host(server, Duration.ofSeconds(30), events).run(Pipeline.of(router));
    }

    /** Answered by the queue {@code second}. */
    private static void delegated(HttpContext context) throws IOException {
        DelegationFeature delegation = context.features().require(DelegationFeature.class);
        if (delegation.isPossible()) {
            delegation.delegate("second");
        } else {
            context.response()
                    .text(ProcessHandle.current().pid() + " "
                            + context.request().bytes().length);
        }
    }

    private static void hold() throws InterruptedException {
        System.out.println("holding");
        new CountDownLatch(1).await();
    }
}
