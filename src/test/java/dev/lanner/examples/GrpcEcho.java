package dev.lanner.examples;

import dev.lanner.Handler;
import dev.lanner.Router;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** A gRPC service in each of the four shapes that a call can have. Its messages are texts, for want of protobuf. */
public final class GrpcEcho {
    private GrpcEcho() {}

    /** The service {@code lanner.Echo}. */
    public static Handler service() {
        return Router.builder()
                .post("/lanner.Echo/Say", GrpcCall.handler(GrpcEcho::say))
                .post("/lanner.Echo/Repeat", GrpcCall.handler(GrpcEcho::repeat))
                .post("/lanner.Echo/Join", GrpcCall.handler(GrpcEcho::join))
                .post("/lanner.Echo/Chat", GrpcCall.handler(GrpcEcho::chat))
                .build();
    }

    /** Unary: one message there, one back. What the client sends along comes back too, the bytes behind the message. */
    private static void say(GrpcCall call) throws Exception {
        if (call.metadata("x-text") != null) {
            call.headers().set("x-text", call.metadata("x-text"));
        }
        byte[] bytes = call.binaryMetadata("x-bytes-bin");
        if (bytes != null) {
            call.trailers().set("x-bytes-bin", GrpcCall.binary(bytes));
        }
        byte[] message = call.read();
        if (message == null) {
            throw new GrpcCall.StatusException(3, "there is nothing to say");
        }
        call.write(message);
    }

    /** Server streaming: {@code 3 times} comes back three times. */
    private static void repeat(GrpcCall call) throws Exception {
        byte[] message = call.read();
        int times = Integer.parseInt(new String(message, StandardCharsets.UTF_8).split(" ")[0]);
        for (int i = 0; i < times; i++) {
            call.write(message);
        }
    }

    /** Client streaming: all messages come back as one, once the client has half-closed the call. */
    private static void join(GrpcCall call) throws Exception {
        StringJoiner joined = new StringJoiner(" ");
        for (byte[] message = call.read(); message != null; message = call.read()) {
            joined.add(new String(message, StandardCharsets.UTF_8));
        }
        call.write(joined.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Bidirectional: each message comes back before the next one is there. */
    private static void chat(GrpcCall call) throws Exception {
        for (byte[] message = call.read(); message != null; message = call.read()) {
            call.write(message);
        }
    }
}
