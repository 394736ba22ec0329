package dev.lanner.internal.forward;

import dev.lanner.HttpContext;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.http.Headers;
import dev.lanner.internal.net.ByteOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a request's content to the application while it may answer already. Has a {@link Companion}; used by the thread of
 * the request.
 */
final class Upload {
    private static final int PIECE = 16_384;

    /** Who does not know {@code Expect} never answers it: then the content is sent all the same (RFC 9110 §10.1.1). */
    static final long EXPECT_MILLIS = 1_000;

    private static final byte[] CRLF = {'\r', '\n'};

    private final HttpContext context;
    private final Backend backend;
    private final boolean chunked;
    private final long patienceMillis;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final Companion companion;
    private volatile IOException clientFailure;
    private volatile boolean whole;
    private volatile boolean stopped;

    /**
     * Starts.
     *
     * @param chunked whether the end is marked by the last chunk, and not known before
     * @param patienceMillis how long to wait until the application asks for the content; without that it is sent then
     */
    Upload(HttpContext context, Backend backend, boolean chunked, long patienceMillis) {
        this.context = context;
        this.backend = backend;
        this.chunked = chunked;
        this.patienceMillis = patienceMillis;
        this.companion = Companion.start("lanner-upload", this::run);
    }

    /** The application has asked for the content, or may be waiting for it. */
    void proceed() {
        wanted.countDown();
    }

    private void run() {
        try {
            wanted.await(patienceMillis, TimeUnit.MILLISECONDS);
            InputStream content = context.request().body();
            byte[] piece = new byte[PIECE];
            while (!stopped) {
                int read = received(content, piece);
                if (read < 0) {
                    end();
                    return;
                }
                send(piece, read);
            }
        } catch (IOException | InterruptedException ended) {
            // The client's failure is noted; the application's shows in its answer.
        }
    }

    private int received(InputStream content, byte[] piece) throws IOException {
        try {
            return content.read(piece);
        } catch (IOException gone) {
            clientFailure = gone;
            backend.transport().reset(); // it must not take a part for the whole
            throw gone;
        }
    }

    private void send(byte[] piece, int length) throws IOException {
        ByteOutput out = backend.out();
        if (chunked) {
            out.write(Integer.toHexString(length));
            out.write(CRLF);
        }
        out.write(piece, 0, length);
        if (chunked) {
            out.write(CRLF);
        }
        out.flush();
    }

    private void end() throws IOException {
        ByteOutput out = backend.out();
        if (chunked) {
            out.write("0\r\n");
            RequestTrailersFeature trailers = context.features().get(RequestTrailersFeature.class);
            if (trailers != null && trailers.isAvailable()) {
                write(out, trailers.trailers());
            }
            out.write(CRLF);
        }
        out.flush();
        whole = true;
    }

    private static void write(ByteOutput out, Headers trailers) throws IOException {
        for (int i = 0; i < trailers.size(); i++) {
            if (RequestFields.mayBeClientsTrailer(trailers.name(i))) {
                out.writeField(trailers.name(i), trailers.value(i));
            }
        }
    }

    /** What kept the client's content from coming whole; null if nothing did. */
    IOException clientFailure() {
        return clientFailure;
    }

    /** Whether the application has asked for the content, so that nobody else can have it whole. */
    boolean wasAskedFor() {
        return wanted.getCount() == 0;
    }

    /** Whether everything was sent. */
    boolean isWhole() {
        return whole;
    }

    /** Nobody wants the rest. Returns when this thread is done with the request, after what it reads just now. */
    void stop() {
        stopped = true;
        wanted.countDown();
        companion.awaitEnd();
    }
}
