package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import dev.lanner.internal.tls.RecordClient;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A server with its default limits under attack, with a bystander. Each attack asserts four things: {@link #repelled} that the
 * attacker is cut off by the documented limit; and {@link #over} that a well-behaved client was served throughout, that
 * memory, threads and descriptors are back where they were, and that no work goes on.
 *
 * <p>Time passes by a clock that the test turns, a second at a time, and the bystander is served in each of them.
 */
final class Siege implements AutoCloseable {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger handled = new AtomicInteger();
    private final List<Closeable> attackers = new ArrayList<>();
    private final TestServer server;
    private final Bystander bystander;
    private final Footprint before;

    private Siege(ServerOptions options, Bystander.Connector connector, Handler victim) throws IOException {
        server = TestServer.start(options, clock, context -> {
            if (context.request().path().equals(Bystander.TARGET)) {
                context.response().text(Bystander.CONTENT);
            } else {
                handled.incrementAndGet();
                victim.handle(context);
            }
        });
        bystander = Bystander.at(server.port(), connector);
        before = Footprint.now();
    }

    /** Against the default limits. */
    static Siege of(Handler victim) throws IOException {
        return of(UnaryOperator.identity(), victim);
    }

    /** Against other limits, where the default ones are too far away for a test. */
    static Siege of(UnaryOperator<Limits.Builder> limits, Handler victim) throws IOException {
        return of(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .limits(limits.apply(Limits.builder()).build())
                        .build(),
                victim);
    }

    static Siege of(ServerOptions options, Handler victim) throws IOException {
        return new Siege(options, RawClient::connect, victim);
    }

    /** Against a server that speaks TLS, with a bystander who does. */
    static Siege overTls(UnaryOperator<Limits.Builder> limits, Handler victim) throws IOException {
        return overTls(TlsOptions.of(TlsTesting.certificate(Instant.EPOCH)), limits, victim);
    }

    static Siege overTls(TlsOptions tls, UnaryOperator<Limits.Builder> limits, Handler victim) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.https("127.0.0.1", 0, tls))
                .limits(limits.apply(Limits.builder()).build())
                .build();
        return new Siege(options, RawClient::connectSecured, victim);
    }

    TestServer server() {
        return server;
    }

    /** How often the application was asked, but for the bystander. */
    int handled() {
        return handled.get();
    }

    RawClient attacker() throws IOException {
        return add(server.connect());
    }

    /** One whose receive buffer is small. */
    RawClient narrowAttacker() throws IOException {
        return add(RawClient.connectNarrow(server.port()));
    }

    /** Has a connection of an attacker closed when the attack is over. */
    <T extends Closeable> T add(T attacker) {
        attackers.add(attacker);
        return attacker;
    }

    /** An attacker with TLS records of its own, before the handshake. */
    RecordClient recordAttacker() throws IOException {
        return add(RecordClient.connect(server.port()));
    }

    /** Lets one second pass, in which the bystander is served. */
    void passSecond() {
        passSecondAfter(() -> {});
    }

    /** Does something, and lets a second pass before the bystander asks for anything. */
    void passSecondAfter(Runnable action) {
        // A second that passes while a response is being written would be held against the bystander; so would
        // several between two looks at the clock.
        bystander.betweenRequests(() -> {
            action.run();
            clock.advance(Duration.ofSeconds(1));
            server.tick();
        });
        requireBystanderServed();
    }

    private void requireBystanderServed() {
        try {
            bystander.requireServed();
        } catch (AssertionError notServed) {
            var reasons = new EnumMap<EndReason, Long>(EndReason.class);
            for (EndReason reason : EndReason.values()) {
                reasons.put(reason, server.edge().ended(reason));
            }
            reasons.values().removeIf(count -> count == 0);
            throw new AssertionError(notServed.getMessage() + "; connections have ended by " + reasons, notServed);
        }
    }

    /** Lets time pass, second by second, until the condition holds. */
    void passUntil(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            passSecond();
            return condition.getAsBoolean();
        });
    }

    /** Lets time pass until so many connections have been ended for that reason, and checks that there are no more. */
    void repelled(EndReason reason, long count) {
        passUntil(
                count + " attackers are cut off by " + reason,
                () -> server.edge().ended(reason) >= count);
        assertThat(server.edge().ended(reason)).as("cut off by " + reason).isEqualTo(count);
        requireBystanderServed();
    }

    /** The attackers have gone, and everything is as it was. */
    void over() throws IOException {
        requireBystanderServed();
        for (Closeable attacker : attackers) {
            attacker.close();
        }
        bystander.close();
        Await.until("all connections have ended", () -> server.open() == 0);
        Await.until("no request runs any more", () -> server.edge().running() == 0);
        int asked = handled();
        var left = new Footprint[1];
        try {
            Await.until("everything is given back", () -> {
                left[0] = Footprint.now();
                return left[0].isBackTo(before);
            });
        } catch (AssertionError notBack) {
            throw new AssertionError("before: " + before + ", after: " + left[0], notBack);
        }
        assertThat(handled()).as("no work goes on").isEqualTo(asked);
    }

    @Override
    public void close() throws IOException {
        for (Closeable attacker : attackers) {
            attacker.close();
        }
        server.close();
    }
}
