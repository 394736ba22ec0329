package dev.lanner.examples;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One call of gRPC, over nothing but an HTTP/2 request and its response: messages, each behind five bytes that say how long
 * it is, in both directions and at the same time; the status at the end, in the trailers.
 *
 * <p>Used by the thread that handles the request.
 */
public final class GrpcCall {
    /** The largest message that is read, as gRPC's own servers have it. */
    private static final int MESSAGE_MAX = 4 * 1_024 * 1_024;

    private static final int OK = 0;
    private static final int UNKNOWN = 2;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;

    private final HttpContext context;

    private GrpcCall(HttpContext context) {
        this.context = context;
    }

    /** What a call does. It ends with the status 0 (OK) when this returns. */
    @FunctionalInterface
    public interface Method {
        void run(GrpcCall call) throws Exception;
    }

    /** Ends a call with another status than OK. */
    public static final class StatusException extends Exception {
        private static final long serialVersionUID = 1;

        private final int code;

        /** @param code such as 3 for INVALID_ARGUMENT */
        public StatusException(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** The handler for {@code POST /package.Service/Method}. */
    public static Handler handler(Method method) {
        return context -> {
            String type = context.request().header(HeaderName.CONTENT_TYPE);
            if (type == null || !type.startsWith("application/grpc")) {
                context.response().status(415);
            } else if (context.request().version() != HttpVersion.HTTP_2) {
                context.response().status(505);
            } else {
                new GrpcCall(context).run(method, type);
            }
        };
    }

    private void run(Method method, String type) throws IOException {
        context.response().contentType(type);
        // A call may last for days and be silent for hours: what bounds it is the size of its messages.
        context.features().require(BodySizeLimitFeature.class).limit(BodySizeLimitFeature.UNLIMITED);
        context.features().require(DataRateFeature.class).request(DataRate.NONE);
        context.features().require(DataRateFeature.class).response(DataRate.NONE);
        try {
            method.run(this);
            end(OK, "");
        } catch (StatusException failed) {
            end(failed.code, failed.getMessage());
        } catch (IOException gone) {
            throw gone;
        } catch (Exception failed) {
            end(UNKNOWN, failed.toString());
        }
    }

    /**
     * The next message, for which it waits; null when the client has half-closed the call. As long as messages are not read
     * there is no room in HTTP/2's windows, so the client has to wait too.
     */
    public byte[] read() throws IOException, StatusException {
        InputStream in = context.request().body();
        int compressed = in.read();
        if (compressed < 0) {
            return null;
        }
        byte[] length = in.readNBytes(4);
        int bytes = length.length == 4 ? ByteBuffer.wrap(length).getInt() : 0;
        if (compressed != 0) {
            throw new StatusException(UNIMPLEMENTED, "messages must not be compressed");
        }
        if (bytes < 0 || bytes > MESSAGE_MAX) {
            throw new StatusException(RESOURCE_EXHAUSTED, "a message is larger than " + MESSAGE_MAX + " bytes");
        }
        byte[] message = in.readNBytes(bytes);
        if (length.length < 4 || message.length < bytes) {
            throw new StatusException(INTERNAL, "the request ends within a message");
        }
        return message;
    }

    /** Sends a message now. Waits while the client gives no room for it. */
    public void write(byte[] message) throws IOException {
        OutputStream out = context.response().body();
        byte[] prefix =
                ByteBuffer.allocate(5).put((byte) 0).putInt(message.length).array();
        out.write(prefix);
        out.write(message);
        out.flush();
    }

    /** What the client has sent along, such as its deadline; null if there is no such field. */
    public String metadata(String name) {
        return context.request().header(name);
    }

    /** The bytes of a field whose name ends in {@code -bin}; null if there is no such field. */
    public byte[] binaryMetadata(String name) {
        String value = metadata(name);
        return value == null ? null : Base64.getDecoder().decode(value);
    }

    /** What is sent along before the first message. */
    public Headers headers() {
        return context.response().headers();
    }

    /** What is sent along after the last message. */
    public Headers trailers() {
        return context.response().trailers();
    }

    /** A value for a field whose name ends in {@code -bin}. */
    public static String binary(byte[] value) {
        return Base64.getEncoder().withoutPadding().encodeToString(value);
    }

    /** Whether the client has cancelled the call, or its deadline has passed. */
    public boolean isCancelled() {
        return context.isAborted();
    }

    /** A call without a message may have its status at once: then the head is all there is ("Trailers-Only"). */
    private void end(int code, String message) {
        boolean alone =
                code != OK && !context.response().hasStarted() && trailers().isEmpty();
        Headers fields = alone ? headers() : trailers();
        fields.set("grpc-status", Integer.toString(code));
        if (!message.isEmpty()) {
            fields.set("grpc-message", percentEncoded(message));
        }
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
