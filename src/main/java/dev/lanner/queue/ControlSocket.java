package dev.lanner.queue;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.PeerUser;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.queue.BrokeredQueues.Share;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Where processes attach to a broker: an edge server on a Unix domain socket, whose mode says who may. A process says in a request
 * what it wants ({@link Claim}); the connection then changes to lines, and its end is the sign that the process has gone.
 */
final class ControlSocket implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.broker");

    /** From the answer until the process listens. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final BrokeredQueues queues;
    private final Deadlines deadlines;
    private final EdgeServer edge;
    private final Endpoint.Unix socket;
    private final boolean shared;
    private final Set<Attachment> attached = ConcurrentHashMap.newKeySet();
    private SocketRooms rooms;

    /** From now on connections end because this broker does. */
    private volatile boolean closing;

    ControlSocket(BrokerOptions options, BrokeredQueues queues, Deadlines deadlines) {
        this.queues = queues;
        this.deadlines = deadlines;
        this.socket = options.socket();
        this.shared = socket.mode().stream().anyMatch(OTHERS::contains);
        Limits limits = Limits.builder()
                .connections(options.processes())
                .upgradedConnections(options.processes())
                .bodyBytes(0)
                .build();
        this.edge = new EdgeServer(ServerOptions.builder()
                .listen(socket)
                .limits(limits)
                .daemon(true)
                .build());
    }

    /** @throws IOException if the socket can't be had, with a sentence that says why */
    void start() throws IOException {
        if (shared && !PeerUser.isTold()) {
            throw new IOException(
                    "the socket " + socket.path() + " can't be open to other users: this system or this Java"
                            + " does not tell who they are; --add-modules jdk.net may help, and mode rw------- does");
        }
        // The socket first: where another broker has it, its folder is that one's, too.
        edge.start(Pipeline.of(this::claim));
        boolean made = false;
        try {
            Path path = socket.path();
            rooms = new SocketRooms(path.resolveSibling(path.getFileName() + ".d"), shared);
            made = true;
        } finally {
            if (!made) {
                edge.stop(Duration.ZERO);
            }
        }
    }

    int attached() {
        return attached.size();
    }

    /** Closes connections to processes that were idle for too long. */
    void tick() {
        long now = deadlines.clock().nanos();
        attached.forEach(attachment -> attachment.pool().sweep(now));
    }

    private void claim(HttpContext context) throws IOException {
        UpgradeFeature upgrade = context.features().get(UpgradeFeature.class);
        if (upgrade == null
                || !upgrade.isUpgradable()
                || !context.request().headers().hasToken(HeaderName.UPGRADE, Claim.PROTOCOL)) {
            context.response().status(HttpStatus.BAD_REQUEST).text("this is where applications attach\n");
            return;
        }
        Claim claim;
        try {
            claim = Claim.of(context.request().headers());
        } catch (IllegalArgumentException wrong) {
            context.response().status(HttpStatus.BAD_REQUEST).text(wrong.getMessage() + "\n");
            return;
        }
        Path place = rooms.newSocket();
        try {
            context.response().header(Claim.SOCKET, Claim.encoded(place.toString()));
            ConnectionScope connection = context.features().require(ConnectionScope.class);
            try (DuplexStream stream = upgrade.accept(Claim.PROTOCOL)) {
                serve(claim, new LineStream(stream), place, connection);
            }
        } finally {
            rooms.leave(place);
        }
    }

    private void serve(Claim claim, LineStream lines, Path place, ConnectionScope connection) throws IOException {
        Attachment attachment = ready(claim, lines, place, connection);
        if (attachment == null) {
            return;
        }
        Share share = null;
        boolean inOrder = false;
        try {
            share = queues.join(claim.options(), attachment);
            attached.add(attachment);
            LOGGER.log(Level.INFO, "a process serves {0}", share.queue());
            lines.say(Claim.SERVING + " "
                    + share.queue().prefixes().stream()
                            .map(prefix -> Claim.encoded(prefix.toString()))
                            .collect(Collectors.joining(" ")));
            inOrder = answering(lines).equals(Claim.LEAVE);
        } catch (IllegalArgumentException refused) {
            lines.say(Claim.REFUSED + " " + Claim.encoded(refused.getMessage()));
        } catch (IOException gone) {
            if (!closing) {
                LOGGER.log(Level.WARNING, "a process has ended without a word, which served {0}", share.queue());
            }
        } finally {
            end(attachment, share, inOrder, lines);
        }
    }

    /** Says which queues there are, as often as the process asks; gives the first line that is something else. */
    private String answering(LineStream lines) throws IOException {
        while (true) {
            String line = lines.line();
            if (!line.startsWith(Claim.QUEUE + " ")) {
                return line;
            }
            String name = line.substring(Claim.QUEUE.length() + 1);
            lines.say((queues.named(Claim.decoded(name)) == null ? Claim.NO_QUEUE : Claim.QUEUE) + " " + name);
        }
    }

    /** Waits until the process listens; null if it does not. */
    private Attachment ready(Claim claim, LineStream lines, Path place, ConnectionScope connection) throws IOException {
        Deadline deadline = deadlines.add(phase -> connection.abort());
        deadline.arm(Deadline.Phase.HANDSHAKE, READY_NANOS);
        try {
            if (!lines.line().equals(Claim.READY)) {
                return null;
            }
            Path taken = rooms.take(place, connection.peerUser());
            return new Attachment(claim.token(), taken, connection::abort);
        } catch (IOException failed) {
            lines.say(Claim.REFUSED + " " + Claim.encoded(failed.getMessage()));
            return null;
        } finally {
            deadline.disarm();
            deadlines.remove(deadline);
        }
    }

    private void end(Attachment attachment, Share share, boolean inOrder, LineStream lines) throws IOException {
        try {
            if (share != null) {
                queues.leave(share, inOrder);
                if (inOrder) {
                    LOGGER.log(Level.INFO, "a process has left {0}", share.queue());
                    awaitUnused(share);
                    lines.say(Claim.LEFT);
                }
            }
        } catch (IOException hurried) {
            LOGGER.log(Level.DEBUG, "a process has not waited for its last requests: {0}", hurried.getMessage());
        } finally {
            attached.remove(attachment);
            attachment.end();
            rooms.forget(attachment.socket());
        }
    }

    /** Requests end in any case: if the process does not answer, by the request timeout. */
    private static void awaitUnused(Share share) throws IOException {
        try {
            share.queue().awaitUnused(share.seat(), FOREVER);
        } catch (InterruptedException stopped) {
            throw new IOException("the broker stops");
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        edge.stop(Duration.ZERO);
        rooms.close();
    }
}
