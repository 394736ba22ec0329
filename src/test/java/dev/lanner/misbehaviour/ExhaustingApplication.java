package dev.lanner.misbehaviour;

import dev.lanner.HttpContext;
import dev.lanner.Lanner;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A Java machine with a small heap: {@code /exhaust} fills it, {@code /held} waits for a {@code /release}. */
final class ExhaustingApplication {
    private static final Semaphore RELEASED = new Semaphore(0);

    private ExhaustingApplication() {}

    public static void main(String... arguments) throws Exception {
        Server server = Lanner.start(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build(), ExhaustingApplication::handle);
        String address = server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .get(0);
        System.out.println("port " + URI.create(address).getPort());
    }

    private static void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/exhaust" -> {
                try {
                    context.response().text("never " + fill());
                } finally {
                    System.out.println("free again");
                }
            }
            case "/held" -> {
                System.out.println("held");
                RELEASED.acquire();
                context.response().text("held");
            }
            default -> {
                RELEASED.release();
                context.response().text("released");
            }
        }
    }

    /** Small pieces: so it is likely that whoever needs memory next gets the error, too. */
    private static int fill() {
        List<byte[]> pieces = new ArrayList<>();
        while (pieces.size() < Integer.MAX_VALUE) {
            pieces.add(new byte[1_000]);
        }
        return pieces.size();
    }
}
