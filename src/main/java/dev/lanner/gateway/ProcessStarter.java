package dev.lanner.gateway;

import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.server.PortHolder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/** Starts processes of an application, and waits until they listen. For any number of threads. */
final class ProcessStarter {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");

    /** Below the ports that Linux gives to clients by itself, so that no connection of ours takes one meanwhile. */
    private static final int PORT_MIN = 10_000;

    private static final int PORT_MAX = 32_767;
    private static final int PORTS_TRIED = 10;
    private static final int STARTS_TRIED = 2;
    private static final long LOOK_MILLIS = 20;

    private final GatewayOptions options;
    private final Deadlines deadlines;
    private final OutputStream log;
    private final BooleanSupplier cancelled;

    /**
     * A starter.
     *
     * @param log gets the output of all processes
     * @param cancelled whether nobody wants a process any more
     */
    ProcessStarter(GatewayOptions options, Deadlines deadlines, OutputStream log, BooleanSupplier cancelled) {
        this.options = options;
        this.deadlines = deadlines;
        this.log = log;
        this.cancelled = cancelled;
    }

    /**
     * A process that listens.
     *
     * @param fails counts each attempt that fails
     */
    AppProcess start(RapidFails fails) throws StartFailure {
        StartFailure failure = null;
        for (int attempt = 0; attempt < STARTS_TRIED && !fails.areTooMany() && !cancelled.getAsBoolean(); attempt++) {
            try {
                return startOnce();
            } catch (StartFailure failed) {
                failure = failed;
                LOGGER.log(Level.ERROR, "the application did not start: {0}", failed.getMessage());
                if (fails.failed()) {
                    LOGGER.log(Level.ERROR, "it failed too often: it is not started again until a minute has passed");
                }
            }
        }
        throw failure != null ? failure : new StartFailure("it may not be started now");
    }

    private AppProcess startOnce() throws StartFailure {
        AppProcess started;
        try {
            started = launch(address(), PairingToken.random());
        } catch (IOException failed) {
            throw new StartFailure(failed.getMessage());
        }
        long end = deadlines.clock().nanos() + options.startLimit().toNanos();
        boolean listens = false;
        try {
            while (!isListening(started)) {
                if (deadlines.clock().nanos() - end >= 0) {
                    throw new StartFailure(
                            "it did not listen within " + options.startLimit().toSeconds() + " s, and was killed");
                }
                if (cancelled.getAsBoolean()) {
                    throw new StartFailure("the gateway stops");
                }
                if (started.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new StartFailure("it ended with exit code "
                            + started.process().exitValue() + " before it listened; its last words: "
                            + started.lastWords());
                }
            }
            listens = true;
            LOGGER.log(Level.INFO, "process {0} listens on {1}", Long.toString(started.pid()), started.address());
            return started;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new StartFailure("the start was interrupted");
        } finally {
            if (!listens) {
                started.kill();
            }
        }
    }

    private SocketAddress address() throws IOException {
        if (options.unixSocket()) {
            Path folder = Files.createTempDirectory(
                    "lanner", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return UnixDomainSocketAddress.of(folder.resolve("app.sock"));
        }
        for (int tries = 0; tries < PORTS_TRIED; tries++) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX + 1);
            try (ServerSocket probe = new ServerSocket(port, 1, loopback())) {
                return new InetSocketAddress(loopback(), probe.getLocalPort());
            } catch (IOException taken) {
                LOGGER.log(Level.DEBUG, "port {0} is taken", Integer.toString(port));
            }
        }
        throw new IOException("there is no free port from " + PORT_MIN + " to " + PORT_MAX);
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private AppProcess launch(SocketAddress address, PairingToken token) throws IOException {
        List<String> command = options.command().stream()
                .map(word -> ModuleVariables.fill(word, address))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(Leash.ownGroup(command))
                .directory(options.folder().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(ModuleVariables.NAMES);
        builder.environment().putAll(options.environment());
        builder.environment()
                .putAll(ModuleVariables.of(address, token, options.path(), options.folder(), options.httpsPort()));
        if (!Leash.isPossible()) {
            builder.environment().put("LANNER_LIFELINE", "stdin");
        }
        requireProgram(
                command.getFirst(), options.folder(), builder.environment().get("PATH"));
        Process process = builder.start();
        return new AppProcess(
                process, new ProcessOutput(process.getInputStream(), log), address, token, options.path(), deadlines);
    }

    /** What starts a program in a group of its own would only fail later, in words of its own. */
    private static void requireProgram(String program, Path folder, String path) throws IOException {
        if (program.contains(File.separator)) {
            if (!Files.isExecutable(folder.resolve(program))) {
                throw new IOException("there is no program " + folder.resolve(program));
            }
            return;
        }
        for (String place : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(folder.resolve(place).resolve(program))) {
                return;
            }
        }
        if (File.separatorChar == '/') {
            throw new IOException("there is no program " + program + " on the PATH");
        }
    }

    /** Whether it listens itself, and not somebody else who was faster. */
    private boolean isListening(AppProcess started) throws StartFailure {
        if (started.address() instanceof UnixDomainSocketAddress socket) {
            return Files.exists(socket.getPath()) && isConnectable(socket);
        }
        int port = ((InetSocketAddress) started.address()).getPort();
        List<Long> pids = LongStream.concat(
                        LongStream.of(started.pid()),
                        started.process().descendants().mapToLong(ProcessHandle::pid))
                .boxed()
                .toList();
        return switch (PortHolder.holding(port, pids)) {
            case NOBODY -> false;
            case THEY -> true;
            case ANOTHER -> throw new StartFailure("another process listens on port " + port + ", which was to be its");
            case UNKNOWN -> isConnectable(started.address());
        };
    }

    private static boolean isConnectable(SocketAddress address) {
        try (SocketChannel probe = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open()) {
            probe.connect(address);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
