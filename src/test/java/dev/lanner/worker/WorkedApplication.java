package dev.lanner.worker;

import dev.lanner.Host;
import dev.lanner.HttpContext;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.internal.server.ApplicationHost;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * An application for workers, whose first argument says how it behaves. Each of its runs has classes of its own, so a test and
 * it share nothing but what the JDK keeps for both: latches among the system properties.
 */
public final class WorkedApplication {
    /** Where it would listen by itself: nobody may listen on that port, so an attempt fails. */
    static final String UNLISTENABLE = "http://192.0.2.1:1";

    private static final ThreadLocal<Object> KEPT = new ThreadLocal<>();

    /** Not loaded before somebody asks for it. */
    private static final class Late {
        static String name() {
            return "late";
        }
    }

    private WorkedApplication() {}

    /** @param args what to do, and perhaps the name under which latches are found */
    public static void main(String[] args) throws Exception {
        String group = args.length > 1 ? args[1] : "";
        switch (args.length == 0 ? "run" : args[0]) {
            case "run" -> {
                Lanner.run(options(), router(group));
                count(group + ".ended");
            }
            case "start" -> Lanner.start(options(), router(group));
            case "wait" -> {
                count(group + ".waiting");
                try {
                    await(group + ".go");
                    Lanner.run(options(), router(group));
                } finally {
                    count(group + ".ended");
                }
            }
            case "bad end" -> {
                ApplicationHost.current().onStopAsked(() -> {
                    throw new IllegalStateException("no end");
                });
                Lanner.run(options(), router(group));
            }
            case "stop" -> Lanner.start(options(), router(group)).close();
            case "delay" -> {
                Host[] host = new Host[1];
                // Twice, which ends the delay.
                Router router = router(group, () -> {
                    host[0].stop();
                    host[0].stop();
                });
                host[0] = new Host(
                        Lanner.server(options()), Duration.ofHours(1), Duration.ofSeconds(1), Host.Events.NONE);
                host[0].run(Pipeline.of(router));
                count(group + ".ended");
            }
            case "throw" -> throw new IllegalStateException("the database \"secret\" can't be had");
            case "return" -> {}
            case "two" -> {
                Lanner.start(options(), router(group));
                Lanner.start(options(), router(group));
            }
            case "thread" -> {
                Thread.ofPlatform().daemon().name("left-behind").start(() -> await(group + ".go"));
                Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> KEPT.remove());
                Lanner.run(options(), router(group));
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static ServerOptions options() {
        return ServerOptions.builder()
                .listen(Endpoint.of(UNLISTENABLE))
                .limits(Limits.builder().bodyBytes(10).build())
                .build();
    }

    private static Router router(String group) {
        return router(group, () -> {});
    }

    private static Router router(String group, Runnable stop) {
        return Router.builder()
                .get("/run", context -> context.response().text(runName()))
                .get("/sockets", context -> context.response().text("" + sockets()))
                .get("/stop", context -> {
                    stop.run();
                    context.response().text("stopping");
                })
                .post(
                        "/content",
                        context ->
                                context.response().text("" + context.request().bytes().length))
                .get("/late", context -> context.response().text(Late.name()))
                .get("/kept", WorkedApplication::kept)
                .get("/class/{name}", WorkedApplication::classOf)
                .get("/slow", context -> {
                    count(group + ".waiting");
                    await(group + ".go");
                    context.response().text(runName());
                })
                .build();
    }

    /** Leaves all that an application can leave with a connection and its thread. */
    private static void kept(HttpContext context) throws IOException {
        Late[] kept = new Late[1];
        ConnectionItemsFeature items = context.features().require(ConnectionItemsFeature.class);
        Object before = items.items().put("kept", kept);
        Object local = KEPT.get();
        KEPT.set(kept);
        context.isAborted();
        context.response().onCompleted(() -> KEPT.set(kept));
        context.response().text((before == null) + " " + (local == null));
    }

    private static void classOf(HttpContext context) throws IOException {
        try {
            Class<?> found = Class.forName(context.request().parameter("name"));
            context.response().text(String.valueOf(found.getClassLoader() == Lanner.class.getClassLoader()));
        } catch (ClassNotFoundException notThere) {
            context.response().text("not there");
        }
    }

    /** A name that each run has for itself. */
    private static String runName() {
        return Thread.currentThread().getContextClassLoader().getName();
    }

    /** How many sockets this process has. */
    static int sockets() {
        int sockets = 0;
        for (File descriptor : new File("/proc/self/fd").listFiles()) {
            try {
                if (Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:")) {
                    sockets++;
                }
            } catch (IOException closed) {
                // Then it is none.
            }
        }
        return sockets;
    }

    private static Object shared(String name) {
        Properties properties = System.getProperties();
        return properties.get(name);
    }

    private static void count(String name) {
        if (shared(name) instanceof CountDownLatch latch) {
            latch.countDown();
        }
    }

    private static void await(String name) {
        try {
            ((CountDownLatch) shared(name)).await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
