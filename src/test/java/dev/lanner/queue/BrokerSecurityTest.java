package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Server;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes at a broker's socket that mean no good, or are none. */
class BrokerSecurityTest {
    private static final int PROCESSES = 10;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private Brokered brokered;

    @BeforeEach
    void start() throws IOException {
        brokered = Brokered.start(
                folder.resolve("b"), clock, options -> options.queues(2).processes(PROCESSES));
    }

    @AfterEach
    void stop() throws IOException {
        brokered.close();
    }

    private Path rooms() {
        return folder.resolve("b.d");
    }

    private RawClient stranger() throws IOException {
        return RawClient.connect(UnixDomainSocketAddress.of(brokered.socket()));
    }

    private String claim(String name) {
        return "GET / HTTP/1.1\r\nHost: broker\r\nConnection: Upgrade\r\nUpgrade: lanner-queue\r\n"
                + "Lanner-Queue: " + name + "\r\nLanner-Mode: create\r\n"
                + "Lanner-Prefix: " + Claim.encoded("http://+:" + brokered.port() + "/" + name + "/") + "\r\n"
                + "Lanner-Limit: 1\r\nLanner-Timeout-Millis: 1000\r\nLanner-Verbosity: full\r\n"
                + "Lanner-Requests: 1\r\nLanner-Token: " + TOKEN + "\r\n\r\n";
    }

    /** Where a process that has claimed a queue is to listen. */
    private Path claimed(RawClient process, String name) throws IOException {
        RawClient.Answer answer = process.send(claim(name)).read();
        assertThat(answer.status()).isEqualTo(101);
        return Path.of(Claim.decoded(answer.field("lanner-socket")));
    }

    /** A line of the broker. */
    private static String said(RawClient process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = process.in().read(); b != '\n'; b = process.in().read()) {
            assertThat(b).as(line.toString()).isNotNegative();
            line.append((char) b);
        }
        return line.toString();
    }

    private void awaitNobody() {
        Await.until("nothing is left", () -> {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(rooms());
                    DirectoryStream<Path> taken = Files.newDirectoryStream(rooms().resolve("taken"))) {
                List<Path> names = new ArrayList<>();
                left.forEach(names::add);
                return names.size() == 1
                        && !taken.iterator().hasNext()
                        && brokered.broker().attached() == 0;
            } catch (IOException changing) {
                return false;
            }
        });
    }

    @Test
    void strangerThatIsNoApplication() throws Exception {
        try (RawClient stranger = stranger()) {
            RawClient.Answer answer = stranger.get("/").read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("this is where applications attach\n");
        }
        try (RawClient stranger = stranger()) {
            stranger.send("what is no HTTP\r\n\r\n");
            assertThat(stranger.read().status()).isEqualTo(400);
        }
        awaitNobody();
    }

    @ParameterizedTest
    @CsvSource({
        "'Lanner-Mode: create', 'Lanner-Mode: destroy', Lanner-Mode has no value",
        "'Lanner-Limit: 1', 'Lanner-Limit: 0', limit is 0",
        "'Lanner-Limit: 1', 'Lanner-Limit: 99999999999', Lanner-Limit is no number",
        "'Lanner-Limit: 1', 'Lanner-Limit: 1\r\nLanner-Limit: 1', Lanner-Limit must be there once",
        "'Lanner-Requests: 1', 'X: 1', Lanner-Requests must be there once",
        "'Lanner-Verbosity: full', 'Lanner-Verbosity: x', Lanner-Verbosity has no value",
        "'Lanner-Token: 0', 'Lanner-Token: g0', Lanner-Token is no token",
        "'http%3A', 'gopher%3A', neither http nor https",
        "'Lanner-Prefix: http', 'Lanner-Prefix: %zz', Illegal hex",
        "'Lanner-Queue: q', 'Lanner-Queue: %0A', visible ones of ASCII",
    })
    void malformedClaims(String right, String wrong, String why) throws Exception {
        try (RawClient stranger = stranger()) {
            RawClient.Answer answer =
                    stranger.send(claim("q").replace(right, wrong)).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains(why).doesNotContain(TOKEN);
        }
        assertThat(brokered.broker().queues().all()).isEmpty();
    }

    @Test
    void processThatNeverListensIsCut() throws Exception {
        try (RawClient process = stranger()) {
            claimed(process, "q");
            Future<Boolean> cut = Await.async(process::isAtEnd);
            clock.advanceUntil("it is cut", cut::isDone);
            assertThat(Await.result(cut)).isTrue();
        }
        awaitNobody();
        assertThat(brokered.get("/q/")).startsWith("404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "file", "folder", "link"})
    void whatIsNoSocketIsNotConnectedTo(String what) throws Exception {
        Path other = folder.resolve("other");
        try (ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RawClient process = stranger()) {
            service.bind(UnixDomainSocketAddress.of(other));
            Path place = claimed(process, "q");
            switch (what) {
                case "file" -> Files.createFile(place);
                case "folder" -> Files.createDirectory(place);
                case "link" -> Files.createSymbolicLink(place, other);
                default -> assertThat(place).doesNotExist();
            }
            assertThat(said(process.send("ready\n"))).startsWith("refused ").contains("socket");
        }
        awaitNobody();
        assertThat(brokered.get("/q/")).startsWith("404 ");
    }

    /** What a process puts at its place later is not what the broker connects to. */
    @Test
    void socketCanNotBeExchanged() throws Exception {
        Path other = folder.resolve("other");
        try (ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RawClient process = stranger()) {
            service.bind(UnixDomainSocketAddress.of(other));
            Path place = claimed(process, "q");
            own.bind(UnixDomainSocketAddress.of(place));
            assertThat(said(process.send("ready\n"))).startsWith("serving ");
            Files.createSymbolicLink(place, other);
            try (RawClient client = brokered.connect()) {
                client.get("/q/");
                own.accept().close();
                assertThat(own.isOpen()).isTrue();
            }
            service.configureBlocking(false);
            assertThat(service.accept()).as("nobody has come there").isNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rooms())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rooms().resolve("taken"))))
                    .isEqualTo("rwx------");
        }
    }

    /** Somebody who has found the room, and put a socket of his own there before the broker has looked. */
    @Test
    void socketOfAnotherUserIsNotConnectedTo() throws Exception {
        try (Brokered shared = Brokered.start(folder.resolve("c"), clock, options -> options.mode("rw-rw-rw-"));
                ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RawClient process = RawClient.connect(UnixDomainSocketAddress.of(shared.socket()))) {
            Path place = claimed(process, "q");
            own.bind(UnixDomainSocketAddress.of(place));
            giveAway(place);
            assertThat(Claim.decoded(said(process.send("ready\n"))))
                    .isEqualTo("refused what is at the place that it was given is the socket of another user");
        }
    }

    private static void giveAway(Path socket) throws IOException {
        try {
            Files.setAttribute(socket, "unix:uid", 4711);
        } catch (FileSystemException notRoot) {
            Assumptions.abort("only root can make a socket somebody else's: " + notRoot.getMessage());
        }
    }

    /** A broker that can't tell users apart lets none in but its own. */
    @Test
    void sharedBrokerNeedsToKnowUsers() throws Exception {
        Path socket = folder.resolve("c");
        List<String> command = ChildJvm.command(SharedBroker.class, socket.toString());
        command.addAll(1, List.of("--limit-modules", "java.base,java.logging"));
        try (ChildJvm child = ChildJvm.start(command)) {
            assertThat(child.line(""))
                    .isEqualTo(
                            "the socket " + socket + " can't be open to other users: this system or this Java does not"
                                    + " tell who they are; --add-modules jdk.net may help, and mode rw------- does");
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void foldersForOtherUsersArePassableAndNoMore() throws Exception {
        try (Brokered shared = Brokered.start(folder.resolve("c"), clock, options -> options.mode("rw-rw----"))) {
            Path shareds = folder.resolve("c.d");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.socket())))
                    .isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shareds)))
                    .isEqualTo("rwx--x--x");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shareds.resolve("taken"))))
                    .isEqualTo("rwx------");
        }
        assertThat(folder.resolve("c.d")).doesNotExist();
    }

    /** Even who can connect to the application's socket is not served without the token. */
    @Test
    void requestsAroundTheBroker() throws Exception {
        try (Server server = brokered.attach(
                brokered.queue("q", "/q/").build(),
                context -> context.response().text("served"))) {
            Path taken;
            try (DirectoryStream<Path> sockets = Files.newDirectoryStream(rooms().resolve("taken"))) {
                taken = sockets.iterator().next();
            }
            try (RawClient around = RawClient.connect(UnixDomainSocketAddress.of(taken))) {
                assertThat(around.get("/q/").read().status()).isEqualTo(400);
            }
            assertThat(brokered.get("/q/")).isEqualTo("200 served");
            assertThat(server.features()).isNotNull();
        }
    }

    @Test
    void queuesAreCounted() throws Exception {
        try (Server first = attach("1");
                Server second = attach("2")) {
            assertThatThrownBy(() -> attach("3"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("says no: there are 2 queues already, and no more are made");
            assertThat(brokered.get("/2/")).isEqualTo("200 2");
            assertThat(first.features()).isNotSameAs(second.features());
        }
    }

    @Test
    void processesAreCounted() throws Exception {
        QueueOptions attaching =
                QueueOptions.builder().name("1").mode(QueueMode.ATTACH).build();
        List<Server> servers = new ArrayList<>(List.of(attach("1")));
        try {
            while (servers.size() < PROCESSES) {
                servers.add(
                        brokered.attach(attaching, context -> context.response().text("1")));
            }
            assertThatThrownBy(() -> brokered.attach(attaching, context -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the broker at " + brokered.socket() + " says no: 503");
            assertThat(brokered.get("/1/")).isEqualTo("200 1");
        } finally {
            servers.forEach(Server::close);
        }
    }

    private Server attach(String name) throws IOException {
        return brokered.attach(
                brokered.queue(name, "/" + name + "/").build(),
                context -> context.response().text(name));
    }

    @Test
    void comingAndGoingLeavesNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawClient process = stranger()) {
                Path place = claimed(process, "q");
                if (i % 3 > 0) {
                    try (ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                        own.bind(UnixDomainSocketAddress.of(place));
                        assertThat(said(process.send("ready\n"))).startsWith("serving ");
                    }
                }
                if (i % 3 == 1) {
                    assertThat(said(process.send("leave\n"))).isEqualTo("left");
                }
            }
            awaitNobody();
        }
        assertThat(brokered.broker().queues().all()).hasSizeLessThan(2);
    }

    @Test
    void endlessLine() throws Exception {
        try (RawClient process = stranger()) {
            Path place = claimed(process, "q");
            try (ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                own.bind(UnixDomainSocketAddress.of(place));
                assertThat(said(process.send("ready\n"))).startsWith("serving ");
                process.trySend("x".repeat(2_000));
                assertThat(process.isAtEnd()).isTrue();
            }
        }
        awaitNobody();
    }

    /** It takes a request, and then none. */
    @Test
    void processThatNeverAnswers() throws Exception {
        SocketChannel held = null;
        try (RawClient process = stranger();
                ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RawClient first = brokered.connect();
                RawClient second = brokered.connect();
                RawClient third = brokered.connect()) {
            own.bind(UnixDomainSocketAddress.of(claimed(process, "q")));
            assertThat(said(process.send("ready\n"))).startsWith("serving ");
            first.get("/q/");
            held = own.accept();
            RequestQueue<Attachment> queue = brokered.broker().queues().all().getFirst();
            second.get("/q/");
            Await.until("the next waits", () -> queue.waiting() == 1);
            assertThat(third.get("/q/").read().text())
                    .isEqualTo("503 Service Unavailable: the queue of this application is full\n");
            Future<RawClient.Answer> late = Await.async(second::read);
            clock.advanceUntil("it has waited for too long", late::isDone);
            assertThat(Await.result(late).text())
                    .isEqualTo("503 Service Unavailable: the application had no place for this request in time\n");
            Future<RawClient.Answer> silent = Await.async(first::read);
            clock.advanceUntil("it is given up", silent::isDone);
            assertThat(Await.result(silent).status()).isEqualTo(504);
        } finally {
            if (held != null) {
                held.close();
            }
        }
    }

    @Test
    void graceOfZeroIsEnough() throws Exception {
        Server server = attach("1");
        assertThat(server.stop(Duration.ZERO).aborted()).isZero();
        awaitNobody();
    }
}
