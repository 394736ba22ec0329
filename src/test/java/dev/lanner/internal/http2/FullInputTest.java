package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A connection whose input is full to the last byte when a rule is broken: there was a soak in which that was our failure. */
class FullInputTest {
    private static final int UNKNOWN = 0xbe;

    private final ManualClock clock = ManualClock.ofExamples();
    private final MemoryTransport transport = new MemoryTransport();
    private final ConnectionScope scope = new ConnectionScope(
            "c1",
            transport.localAddress(),
            transport.remoteAddress(),
            ServerOptions.DEFAULT,
            clock,
            new DateField(clock),
            ConnectionScope.Owner.NOBODY);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void frame(int length, int type, int flags, int streamId, byte[] payload) {
        bytes.writeBytes(new byte[] {
            (byte) (length >>> 16),
            (byte) (length >>> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) streamId
        });
        bytes.writeBytes(payload);
    }

    /** A frame that nobody knows, so that a read that begins where the last one ended fills the buffer with it. */
    private void fill(int upTo) {
        int length = upTo - bytes.size() - Frame.HEADER_LENGTH;
        frame(length, UNKNOWN, 0, 0, new byte[length]);
    }

    @Test
    void errorAtTheBeginningOfAFullBuffer() throws Exception {
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(0, Frame.SETTINGS, 0, 0, new byte[0]);
        byte[] post = "\u0083\u0086\u0084A\tlocalhost".getBytes(StandardCharsets.ISO_8859_1);
        frame(post.length, Frame.HEADERS, Frame.END_HEADERS, 1, post);
        int read = 0;
        for (int capacity = 1_024; capacity <= 16_384; capacity *= 4) {
            read += capacity;
            fill(read);
        }
        frame(0xff_ffff, UNKNOWN, 0, 0, new byte[100_000]);
        transport.send(bytes.toByteArray());
        transport.endInput();

        ByteInput in = ByteInput.of(transport, ServerOptions.DEFAULT);
        Deadlines deadlines = new Deadlines(clock);
        new Http2Connection(
                        scope,
                        transport,
                        in,
                        deadlines,
                        "http",
                        Pipeline.of(context -> context.request().bytes()))
                .serve();

        assertThat(scope.endReason()).isEqualTo(EndReason.PROTOCOL_VIOLATION);
        try (FrameClient client = new FrameClient(
                transport::close, new ByteArrayInputStream(transport.written()), OutputStream.nullOutputStream())) {
            assertThat(client.rest()).anyMatch(frame -> frame.toString().equals("GOAWAY 1 FRAME_SIZE_ERROR"));
        }
    }
}
