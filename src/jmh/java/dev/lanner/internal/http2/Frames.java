package dev.lanner.internal.http2;

import dev.lanner.http.HeaderName;
import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.hpack.HpackEncoder;
import dev.lanner.internal.hpack.PseudoHeader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client of HTTP/2 sends, for benchmarks: frames one behind the other, made with an encoder of its own. */
final class Frames {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final HpackEncoder encoder = new HpackEncoder();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** What was added since the last call. */
    byte[] take() {
        byte[] bytes = out.toByteArray();
        out = new ByteArrayOutputStream();
        return bytes;
    }

    /** The preface of a client that takes whatever it is sent, and knows our settings already. */
    Frames opening() {
        out.writeBytes(PREFACE);
        frame(Frame.SETTINGS, 0, 0, new byte[] {0, PeerSettings.INITIAL_WINDOW_SIZE, 0x7f, -1, -1, -1});
        frame(Frame.WINDOW_UPDATE, 0, 0, int32(Integer.MAX_VALUE - PeerSettings.WINDOW_DEFAULT));
        return frame(Frame.SETTINGS, Frame.ACK, 0, new byte[0]);
    }

    Frames frame(int type, int flags, int streamId, byte[] payload) {
        out.write(payload.length >>> 16);
        out.write(payload.length >>> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(int32(streamId));
        out.writeBytes(payload);
        return this;
    }

    /** HEADERS of a GET as a browser sends it for a page. */
    Frames browserGet(int streamId) {
        return headers(
                streamId,
                true,
                "GET",
                "/articles/virtual-threads?page=2",
                "sec-ch-ua",
                "\"Chromium\";v=\"142\", \"Google Chrome\";v=\"142\", \"Not_A Brand\";v=\"99\"",
                "sec-ch-ua-mobile",
                "?0",
                "sec-ch-ua-platform",
                "\"Linux\"",
                "upgrade-insecure-requests",
                "1",
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "accept",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                        + "application/signed-exchange;v=b3;q=0.7",
                "sec-fetch-site",
                "none",
                "sec-fetch-mode",
                "navigate",
                "sec-fetch-user",
                "?1",
                "sec-fetch-dest",
                "document",
                "accept-encoding",
                "gzip, deflate, br, zstd",
                "accept-language",
                "en-US,en;q=0.9,de;q=0.8",
                "priority",
                "u=0, i");
    }

    /** HEADERS of a GET as h2load sends it. */
    Frames plainGet(int streamId) {
        return headers(streamId, true, "GET", "/", "user-agent", "h2load nghttp2/1.52.0");
    }

    /** HEADERS and DATA of a POST with content of that length, in frames of at most 16 KiB. */
    Frames post(int streamId, int length) {
        headers(
                streamId,
                false,
                "POST",
                "/echo",
                "user-agent",
                "h2load nghttp2/1.52.0",
                "content-length",
                Integer.toString(length));
        for (int left = length; left > 0; ) {
            int count = Math.min(left, PeerSettings.FRAME_SIZE_MIN);
            left -= count;
            frame(Frame.DATA, left == 0 ? Frame.END_STREAM : 0, streamId, new byte[count]);
        }
        return this;
    }

    private Frames headers(int streamId, boolean endStream, String method, String path, String... fields) {
        BlockWriter block = new BlockWriter();
        encoder.begin(block);
        encoder.pseudoHeader(block, PseudoHeader.METHOD, method);
        encoder.pseudoHeader(block, PseudoHeader.AUTHORITY, "www.example.org");
        encoder.pseudoHeader(block, PseudoHeader.SCHEME, "http");
        encoder.pseudoHeader(block, PseudoHeader.PATH, path);
        for (int i = 0; i < fields.length; i += 2) {
            encoder.field(block, HeaderName.of(fields[i]), fields[i + 1], false);
        }
        int flags = Frame.END_HEADERS | (endStream ? Frame.END_STREAM : 0);
        return frame(Frame.HEADERS, flags, streamId, Arrays.copyOf(block.array(), block.length()));
    }

    private static byte[] int32(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }
}
