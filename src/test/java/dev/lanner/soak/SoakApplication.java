package dev.lanner.soak;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HttpMethod;
import dev.lanner.middleware.StaticFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** What the server of the soak serves: content that follows from the marker in the query. */
final class SoakApplication {
    private static final String TYPE = "application/octet-stream";
    private static final int PIECE = 16_384;

    private final Pipeline pipeline;
    private final LongAdder hidden = new LongAdder();

    SoakApplication(Path files) throws IOException {
        pipeline = Pipeline.builder()
                .use(SoakApplication::mark)
                .handle(Router.builder()
                        .get("/content/{bytes}", SoakApplication::content)
                        .get("/stream/{bytes}", SoakApplication::stream)
                        .get("/hints/{bytes}", SoakApplication::hints)
                        .get("/upgrade/{bytes}", SoakApplication::upgrade)
                        .get(Smuggling.HIDDEN, context -> hidden.increment())
                        .route(HttpMethod.CONNECT, "/tunnel/{bytes}", SoakApplication::tunnel)
                        .post("/check/{bytes}", SoakApplication::check)
                        .post("/echo", SoakApplication::echo)
                        .post("/unread", context -> answer(context.response().status(403), ~marker(context), 8))
                        .mount("/files", StaticFiles.of(files))
                        .build());
    }

    Handler handler() {
        return pipeline;
    }

    /** How often the request was run that only smugglers ask for. */
    long hidden() {
        return hidden.sum();
    }

    /** Clients that send noise ask for what can't be. */
    private static void mark(HttpContext context, Handler next) throws Exception {
        context.response().header("X-Marker", String.valueOf(context.request().queryString()));
        try {
            next.handle(context);
        } catch (NumberFormatException noise) {
            context.response().status(400);
        }
    }

    private static long marker(HttpContext context) {
        return Long.parseUnsignedLong(String.valueOf(context.request().queryString()), 16);
    }

    private static long bytes(HttpContext context) {
        return Long.parseLong(context.request().parameter("bytes"));
    }

    private static void answer(HttpResponse response, long marker, long length) throws IOException {
        response.contentType(TYPE).contentLength(length);
        write(response.body(), marker, length, PIECE);
    }

    /** Writes content in pieces of a size that depends on the marker. */
    private static void write(OutputStream out, long marker, long length, int largest) throws IOException {
        byte[] piece = new byte[(int) Math.min(length, 1L + Math.floorMod(marker, largest))];
        Pattern pattern = new Pattern(marker);
        for (long written = 0; written < length; written += piece.length) {
            int count = (int) Math.min(piece.length, length - written);
            pattern.fill(piece, 0, count, written);
            out.write(piece, 0, count);
        }
    }

    private static void content(HttpContext context) throws IOException {
        answer(context.response(), marker(context), bytes(context));
    }

    /** Of unknown length, with a trailer, and flushed in the middle. */
    private static void stream(HttpContext context) throws IOException {
        long marker = marker(context);
        long length = bytes(context);
        context.response().contentType(TYPE).header("Trailer", "x-sum");
        OutputStream out = context.response().body();
        if (marker % 2 == 0) {
            out.flush();
        }
        write(out, marker, length, PIECE);
        if (marker % 3 == 0) {
            out.flush();
        }
        context.response().trailers().set("x-sum", Ask.text(~marker));
    }

    private static void hints(HttpContext context) throws IOException {
        context.response().earlyHints("</" + context.request().queryString() + ">");
        content(context);
    }

    /** Reads content that must be the marker's; only then is the answer the one that the client waits for. */
    private static void check(HttpContext context) throws IOException {
        long marker = marker(context);
        long length = bytes(context);
        Pattern pattern = new Pattern(marker);
        byte[] piece = new byte[1 + Math.floorMod(marker, PIECE)];
        InputStream in = context.request().body();
        long received = 0;
        boolean right = true;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            right &= pattern.mismatch(piece, 0, read, received) < 0;
            received += read;
        }
        String sum = context.request().trailers().first("x-sum");
        right &= received == length && (sum == null || sum.equals(Ask.text(~marker)));
        if (right && sum != null) {
            context.response()
                    .contentType(TYPE)
                    .header("Trailer", "x-sum")
                    .trailers()
                    .set("x-sum", sum);
            write(context.response().body(), ~marker, 8, PIECE);
        } else if (right) {
            answer(context.response(), ~marker, 8);
        } else {
            context.response().status(500).text("the content is not " + Ask.text(marker));
        }
    }

    private static void echo(HttpContext context) throws IOException {
        context.response().contentType(TYPE);
        context.request().body().transferTo(context.response().body());
    }

    private static void upgrade(HttpContext context) throws IOException {
        UpgradeFeature upgrade = context.features().require(UpgradeFeature.class);
        if (upgrade.isUpgradable() && "soak".equals(context.request().header("Upgrade"))) {
            sendBack(bytes(context), upgrade.accept("soak"));
        } else {
            context.response().status(400);
        }
    }

    private static void tunnel(HttpContext context) throws IOException {
        sendBack(
                bytes(context), context.features().require(ConnectFeature.class).accept());
    }

    private static void sendBack(long bytes, DuplexStream duplex) throws IOException {
        long left = bytes;
        byte[] piece = new byte[PIECE];
        try (DuplexStream stream = duplex) {
            while (left > 0) {
                int read = stream.input().read(piece, 0, (int) Math.min(left, piece.length));
                if (read < 0) {
                    return;
                }
                stream.output().write(piece, 0, read);
                stream.output().flush();
                left -= read;
            }
        }
    }
}
