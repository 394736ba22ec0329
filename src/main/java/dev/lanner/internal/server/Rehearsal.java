package dev.lanner.internal.server;

import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.http1.Http1Connection;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import dev.lanner.internal.tls.TlsRehearsal;
import dev.lanner.server.Application;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request that nobody sends and whose response nobody gets, beside the start of a process's first server. What a request
 * needs, some hundred classes, is loaded and linked by then, on another processor if there is one, and the first client does
 * not wait for it. It has nothing to do with the server that starts: its options are the defaults, and no application sees it,
 * nor any count.
 */
public final class Rehearsal {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private static final AtomicBoolean REQUEST = new AtomicBoolean();
    private static final AtomicBoolean TLS = new AtomicBoolean();

    private Rehearsal() {}

    /**
     * Each part once in a process. Returns at once.
     *
     * @param application the way to the handlers, with one that answers
     * @param overTls whether TLS is rehearsed too
     */
    public static void begin(Application<?> application, boolean overTls) {
        if (REQUEST.compareAndSet(false, true)) {
            // The loggers come first: whoever starts the server asks for one last, and every connection as it begins.
            begin(() -> {
                LOGGER.isLoggable(Level.TRACE);
                perform(application, OutputStream.nullOutputStream());
            });
        }
        if (overTls && TLS.compareAndSet(false, true)) {
            begin(TlsRehearsal::perform);
        }
    }

    private static void begin(Part part) {
        try {
            Thread.ofVirtual().name("lanner-rehearsal").start(() -> {
                try {
                    part.perform();
                } catch (IOException | RuntimeException | Error ours) {
                    tell(ours);
                }
            });
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            // Then the first client waits.
        }
    }

    private static void tell(Throwable ours) {
        try {
            LOGGER.log(Level.DEBUG, "a rehearsal failed, and the first request will take longer", ours);
        } catch (RuntimeException | Error silenced) {
            // Without memory a logger fails too; and if it was the logger that failed, the server's start tells.
        }
    }

    /** What is rehearsed on a thread of its own. */
    @FunctionalInterface
    private interface Part {
        void perform() throws IOException;
    }

    /** As a connection does in the clear. */
    static void perform(Application<?> application, OutputStream response) throws IOException {
        Transport transport = new Script(response);
        ServerOptions options = ServerOptions.DEFAULT;
        Deadlines deadlines = new Deadlines(Clock.SYSTEM);
        ConnectionScope scope = new ConnectionScope(
                "rehearsal",
                transport.localAddress(),
                transport.remoteAddress(),
                options,
                Clock.SYSTEM,
                new DateField(Clock.SYSTEM),
                ConnectionScope.Owner.NOBODY);
        ByteInput in = ByteInput.of(transport, options);
        new ProtocolChoice(scope, transport, in, deadlines).isHttp2();
        new Http1Connection(scope, transport, in, deadlines, "http", application).serve();
    }

    /** Brings the request, and then the end. */
    private static final class Script implements Transport {
        private static final SocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

        private final byte[] request =
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        private final OutputStream response;
        private int position;

        Script(OutputStream response) {
            this.response = response;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            int count = Math.min(length, request.length - position);
            System.arraycopy(request, position, target, from, count);
            position += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int write(byte[] source, int from, int length) throws IOException {
            response.write(source, from, length);
            return length;
        }

        @Override
        public long writeFile(FileChannel file, long from, long count) {
            return NEVER;
        }

        @Override
        public void closeOutput() {}

        @Override
        public void closeInput() {}

        @Override
        public void close() {}

        @Override
        public void reset() {}

        @Override
        public SocketAddress localAddress() {
            return NOWHERE;
        }

        @Override
        public SocketAddress remoteAddress() {
            return NOWHERE;
        }
    }
}
