package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.build.Command;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server listens, and what it says where it can't. */
class EndpointsTest {
    private static final Handler HELLO = context -> context.response().text("hello");

    /** Short, since the path of a socket must be. */
    @TempDir
    Path folder;

    private static ServerOptions listening(Endpoint... endpoints) {
        ServerOptions.Builder options = ServerOptions.builder();
        for (Endpoint endpoint : endpoints) {
            options.listen(endpoint);
        }
        return options.build();
    }

    private static String fetch(InetAddress address, int port) throws IOException {
        try (RawClient client = RawClient.connect(new InetSocketAddress(address, port))) {
            return client.get("/").read().text();
        }
    }

    private static String fetch(Path socket) throws IOException {
        try (RawClient client = RawClient.connect(UnixDomainSocketAddress.of(socket))) {
            return client.get("/").read().text();
        }
    }

    private static boolean hasIpv6Loopback() throws IOException {
        return NetworkInterface.getByInetAddress(RawClient.V6) != null;
    }

    @Test
    void addressesAreThoseAskedForBeforeTheStartAndThoseBoundAfterIt() throws Exception {
        try (EdgeServer edge = new EdgeServer(listening(Endpoint.tcp("127.0.0.1", 0), Endpoint.localhost(0)))) {
            assertThat(TestServer.addresses(edge)).containsExactly("http://127.0.0.1:0", "http://localhost:0");

            edge.start(Pipeline.of(HELLO));

            List<String> bound = TestServer.addresses(edge);
            assertThat(bound).hasSize(2);
            assertThat(bound.get(0)).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThat(bound.get(1)).matches("http://localhost:[1-9][0-9]*");
            for (String url : bound) {
                assertThat(fetch(RawClient.V4, TestServer.portOf(url))).isEqualTo("hello");
            }
        }
    }

    @Test
    void portThatIsAskedForIsTheOneThatIsBound() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, RawClient.V4)) {
            free = probe.getLocalPort();
        }
        try (TestServer server = TestServer.start(listening(Endpoint.tcp("127.0.0.1", free)), HELLO)) {
            assertThat(server.port()).isEqualTo(free);
            assertThat(fetch(RawClient.V4, free)).isEqualTo("hello");
        }
    }

    @Test
    void localhostIsBothLoopbackAddressesOnOnePort() throws Exception {
        Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
        try (TestServer server = TestServer.start(listening(Endpoint.localhost(0)), HELLO)) {
            assertThat(fetch(RawClient.V4, server.port())).isEqualTo("hello");
            assertThat(fetch(RawClient.V6, server.port())).isEqualTo("hello");
        }
    }

    @Test
    void localhostIsInUseWhereOneOfItsAddressesIs() throws Exception {
        Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
        try (ServerSocket taken = new ServerSocket(0, 1, RawClient.V6)) {
            EdgeServer edge = new EdgeServer(listening(Endpoint.localhost(taken.getLocalPort())));
            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " on localhost is in use");
            try (ServerSocket free = new ServerSocket(taken.getLocalPort(), 1, RawClient.V4)) {
                assertThat(free.isBound()).as("nothing is left bound").isTrue();
            }
        }
    }

    @Test
    void anyAddressAnswersOnEveryAddress() throws Exception {
        try (TestServer server = TestServer.start(listening(Endpoint.anyAddress(0)), HELLO)) {
            assertThat(fetch(RawClient.V4, server.port())).isEqualTo("hello");
            if (hasIpv6Loopback()) {
                assertThat(fetch(RawClient.V6, server.port())).isEqualTo("hello");
            }
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : each.inetAddresses().toList()) {
                    if (each.isUp() && !(address instanceof Inet6Address)) {
                        assertThat(fetch(address, server.port()))
                                .as(address.toString())
                                .isEqualTo("hello");
                    }
                }
            }
        }
    }

    @Test
    void addressOfTheSixthVersionIsServedAloneAndHasBracketsInItsUrl() throws Exception {
        Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
        try (TestServer server = TestServer.start(listening(Endpoint.of("http://[::1]:0")), HELLO)) {
            assertThat(TestServer.addresses(server.edge())).containsExactly("http://[::1]:" + server.port());
            assertThat(fetch(RawClient.V6, server.port())).isEqualTo("hello");
            assertThatThrownBy(() -> fetch(RawClient.V4, server.port())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void severalEndpointsAreServedAtOnce() throws Exception {
        Path socket = folder.resolve("s");
        try (TestServer server = TestServer.start(
                listening(Endpoint.tcp("127.0.0.1", 0), Endpoint.unix(socket), Endpoint.tcp("127.0.0.1", 0)), HELLO)) {
            List<String> bound = TestServer.addresses(server.edge());
            InetAddress loopback = RawClient.V4;
            assertThat(bound.get(1)).isEqualTo("http://unix:" + socket);
            assertThat(fetch(loopback, TestServer.portOf(bound.get(0)))).isEqualTo("hello");
            assertThat(fetch(socket)).isEqualTo("hello");
            assertThat(fetch(loopback, TestServer.portOf(bound.get(2)))).isEqualTo("hello");
        }
    }

    @Test
    void portInUseIsOneSentenceWithItsHolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, RawClient.V4)) {
            int port = taken.getLocalPort();
            EdgeServer edge = new EdgeServer(listening(Endpoint.tcp("127.0.0.1", port)));
            String holder = Files.isReadable(Path.of("/proc/net/tcp"))
                    ? " by " + Files.readString(Path.of("/proc/self/comm")).strip() + " (pid "
                            + ProcessHandle.current().pid() + ")"
                    : "";

            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("port " + port + " on 127.0.0.1 is in use" + holder);
        }
    }

    @Test
    void portInUseNamesAnotherProcess() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "this system has no /proc");
        String python = Command.require("python3").toString();
        String script = """
                import socket, sys
                s = socket.create_server(("127.0.0.1", 0))
                print("port", s.getsockname()[1], flush=True)
                sys.stdin.read()
                """;
        try (ChildJvm child = ChildJvm.start(List.of(python, "-c", script))) {
            int port = Integer.parseInt(child.line("port "));
            EdgeServer edge = new EdgeServer(listening(Endpoint.tcp("127.0.0.1", port)));

            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .message()
                    .matches("port " + port + " on 127\\.0\\.0\\.1 is in use by python3?[0-9.]* \\(pid "
                            + child.process().pid() + "\\)");
        }
    }

    @Test
    void unknownHostIsOneSentence() {
        EdgeServer edge = new EdgeServer(listening(Endpoint.tcp("no-such-host.invalid", 0)));

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(BindException.class)
                .hasMessage("the host no-such-host.invalid to listen on is not known here");
    }

    @Test
    void addressOfAnotherMachineIsOneSentence() {
        EdgeServer edge = new EdgeServer(listening(Endpoint.tcp("192.0.2.1", 0)));

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(BindException.class)
                .hasMessage("192.0.2.1 is not an address of this machine");
    }

    @Test
    void privilegedPortIsOneSentence() throws Exception {
        // In lines: files of /proc/sys give all in their first read, and Files.readString begins with one byte.
        Path lowest = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        Assumptions.assumeTrue(
                Files.isReadable(lowest)
                        && Integer.parseInt(Files.readAllLines(lowest).getFirst()) > 1
                        && !System.getProperty("user.name").equals("root"),
                "this user may listen on every port");
        for (String host : List.of("127.0.0.1", "localhost")) {
            EdgeServer edge = new EdgeServer(listening(Endpoint.tcp(host, 1)));

            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("port 1 on " + host + " may not be used by this user");
        }
    }

    @Test
    void nothingIsLeftBoundWhereTheLastEndpointFails() throws Exception {
        Path socket = folder.resolve("s");
        EdgeServer edge;
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, RawClient.V4)) {
            try (ServerSocket probe = new ServerSocket(0, 1, RawClient.V4)) {
                free = probe.getLocalPort();
            }
            edge = new EdgeServer(listening(
                    Endpoint.unix(socket),
                    Endpoint.tcp("127.0.0.1", free),
                    Endpoint.tcp("127.0.0.1", taken.getLocalPort())));
            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO))).isInstanceOf(BindException.class);

            assertThat(socket).doesNotExist();
            assertThat(TestServer.addresses(edge)).contains("http://127.0.0.1:" + free);
            try (ServerSocket again = new ServerSocket(free, 1, RawClient.V4)) {
                assertThat(again.isBound()).isTrue();
            }
        }

        edge.start(Pipeline.of(HELLO));
        try (TestServer server = new TestServer(edge)) {
            assertThat(fetch(socket)).isEqualTo("hello");
            assertThat(fetch(RawClient.V4, free))
                    .as("a start that failed can be tried again")
                    .isEqualTo("hello");
            server.awaitNoConnections();
        }
    }

    @Test
    void unixSocketIsServedWithItsModeAndRemovedAtTheStop() throws Exception {
        Path socket = folder.resolve("s");
        try (TestServer server = TestServer.start(listening(Endpoint.unix(socket, "rw-rw----")), HELLO)) {
            assertThat(TestServer.addresses(server.edge())).containsExactly("http://unix:" + socket);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            assertThat(fetch(socket)).isEqualTo("hello");
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void unixSocketIsForThisUserAloneUnlessToldOtherwise() throws Exception {
        Path socket = folder.resolve("s");
        try (TestServer server = TestServer.start(listening(Endpoint.unix(socket)), HELLO)) {
            server.awaitNoConnections();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
    }

    /** Whatever the umask leaves: who may not come in never could. */
    @Test
    void unixSocketNeverHasAnotherMode() throws Exception {
        Path socket = folder.resolve("s");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean done = new AtomicBoolean();
        Thread watch = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                try {
                    seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
                } catch (IOException notThere) {
                    seen.add("none");
                }
            }
        });
        for (int i = 0; i < 200 || seen.size() < 2; i++) {
            TestServer.start(listening(Endpoint.unix(socket)), HELLO).close();
        }
        done.set(true);
        watch.join();

        assertThat(seen).containsExactlyInAnyOrder("rw-------", "none");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void unixSocketIsTheLocalAddress() throws Exception {
        Path socket = folder.resolve("socket-with-a-long-name");
        Handler address = context -> context.response()
                .text(context.features()
                        .require(ConnectionFeature.class)
                        .localAddress()
                        .toString());
        try (TestServer server = TestServer.start(listening(Endpoint.unix(socket)), address)) {
            assertThat(fetch(socket)).isEqualTo(socket.toString());
            server.awaitNoConnections();
        }
    }

    @Test
    void curlTalksToAUnixSocket() throws Exception {
        String curl = Command.require("curl").toString();
        Path socket = folder.resolve("s");
        try (TestServer server = TestServer.start(listening(Endpoint.unix(socket)), HELLO)) {
            server.awaitNoConnections();
            assertThat(Command.run(curl, "-sS", "--unix-socket", socket.toString(), "http://any/"))
                    .isEqualTo(new Command.Result(0, "hello"));
        }
    }

    @Test
    void staleUnixSocketIsReplaced() throws Exception {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (TestServer server = TestServer.start(listening(Endpoint.unix(socket)), HELLO)) {
            assertThat(fetch(socket)).isEqualTo("hello");
            server.awaitNoConnections();
        }
    }

    @Test
    void liveUnixSocketIsInUseAndGoesOn() throws Exception {
        Path socket = folder.resolve("s");
        try (TestServer first = TestServer.start(listening(Endpoint.unix(socket)), HELLO)) {
            EdgeServer second = new EdgeServer(listening(Endpoint.unix(socket)));
            assertThatThrownBy(() -> second.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("the socket " + socket + " is in use by another server");

            second.close();
            assertThat(fetch(socket)).isEqualTo("hello");
            first.awaitNoConnections();
        }
    }

    @Test
    void fileInTheWayOfAUnixSocketStays() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "precious");
        EdgeServer edge = new EdgeServer(listening(Endpoint.unix(file)));

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(BindException.class)
                .hasMessage("the socket " + file + " can't be made: there is a file or directory of that name");
        assertThat(file).hasContent("precious");
    }

    @Test
    void whatIsNoSocketIsNeverRemoved() throws Exception {
        Path pipe = folder.resolve("p");
        assertThat(Command.run(Command.require("mkfifo").toString(), pipe.toString())
                        .exit())
                .isZero();
        Path file = Files.writeString(folder.resolve("f"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("l"), file);
        for (Path path : List.of(pipe, link, folder)) {
            EdgeServer edge = new EdgeServer(listening(Endpoint.unix(path)));
            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("the socket " + path + " can't be made: there is a file or directory of that name");
            assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
        }
    }

    @Test
    void tooLongPathOfAUnixSocketIsOneSentence() {
        Path socket = folder.resolve("s".repeat(200));
        EdgeServer edge = new EdgeServer(listening(Endpoint.unix(socket)));

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(BindException.class)
                .hasMessage("the socket " + socket + " can't be listened on: Unix domain path too long");
    }

    @Test
    void folderOfAUnixSocketThatIsMissingIsOneSentence() {
        Path socket = folder.resolve("missing").resolve("s");
        EdgeServer edge = new EdgeServer(listening(Endpoint.unix(socket)));

        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("the socket " + socket + " can't be listened on: ");
    }

    @Test
    void socketThatIsNotInheritedIsOneSentence() throws Exception {
        try (ChildJvm child = ChildJvm.start(ChildJvm.command(Child.class, "inherited"))) {
            assertThat(child.line("failed ")).startsWith("no listening socket was inherited: standard input must be");
        }
    }

    @Test
    void inheritedSocketIsServed() throws Exception {
        String python = Command.require("python3").toString();
        String launcher = """
                import socket, subprocess, sys
                s = socket.create_server(("127.0.0.1", 0))
                print("port", s.getsockname()[1], flush=True)
                p = subprocess.Popen(sys.argv[1:], stdin=s)
                s.close()
                p.wait()
                """;
        List<String> command = new ArrayList<>(List.of(python, "-c", launcher));
        command.addAll(ChildJvm.command(Child.class, "inherited"));
        try (ChildJvm child = ChildJvm.start(command)) {
            int port = Integer.parseInt(child.line("port "));
            assertThat(child.line("bound ")).isEqualTo("http://127.0.0.1:" + port);
            assertThat(fetch(RawClient.V4, port)).isEqualTo("child");
        }
    }
}
