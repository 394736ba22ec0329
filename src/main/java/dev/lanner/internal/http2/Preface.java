package dev.lanner.internal.http2;

import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.tls.CipherSuites;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How a connection begins: what each side says before anything else (RFC 9113 §3.4). Used by the connection's thread. */
final class Preface {
    /** What no HTTP/1.1 request can begin with; SETTINGS follow. */
    static final byte[] OF_CLIENT = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private Preface() {}

    /** Appends ours. */
    static void say(FrameWriter writer, Limits limits, Http2Limits limits2) {
        writer.settings(
                PeerSettings.HEADER_TABLE_SIZE, limits2.headerTableBytes(),
                PeerSettings.MAX_CONCURRENT_STREAMS, limits2.streams(),
                PeerSettings.INITIAL_WINDOW_SIZE, limits2.streamWindowBytes(),
                PeerSettings.MAX_FRAME_SIZE, limits2.frameBytes(),
                PeerSettings.MAX_HEADER_LIST_SIZE, limits.headerBytes(),
                PeerSettings.ENABLE_CONNECT_PROTOCOL, 1,
                PeerSettings.NO_RFC7540_PRIORITIES, 1);
        int more = limits2.connectionWindowBytes() - PeerSettings.WINDOW_DEFAULT;
        if (more > 0) {
            writer.windowUpdate(0, more);
        }
    }

    /**
     * What TLS has agreed on must be as good as HTTP/2 wants it (§9.2).
     *
     * @param tls null in the clear
     */
    static void requireSecurity(TlsFeature tls) throws Http2Exception {
        if (tls != null && CipherSuites.isForbiddenInHttp2(tls.protocol(), tls.cipherSuite())) {
            throw Http2Rule.SECURITY_INADEQUATE.brokenOn(0);
        }
    }

    /** Waits for the client's; its settings. */
    static PeerSettings read(ByteInput in, FrameReader reader) throws IOException {
        for (byte expected : OF_CLIENT) {
            reader.await();
            if (in.array()[in.position()] != expected) {
                throw Http2Rule.PREFACE_MALFORMED.brokenOn(0);
            }
            in.skip(1);
        }
        if (reader.next() instanceof Frame.Settings(PeerSettings first)) {
            return first;
        }
        throw Http2Rule.PREFACE_WITHOUT_SETTINGS.brokenOn(0);
    }
}
