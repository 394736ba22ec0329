package dev.lanner.spec;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.feature.ResetFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.server.Application;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The application behind the text tests. What it does depends on the first segment of the path:
 *
 * <table>
 * <caption>paths</caption>
 * <tr><td>{@code /bytes}</td><td>the content, and nothing else
 * <tr><td>{@code /ignore}</td><td>reads nothing, answers {@code ignored}
 * <tr><td>{@code /first}</td><td>reads one byte, answers {@code first}
 * <tr><td>{@code /limit/N}</td><td>sets the limit of the content to N, then as {@code /bytes}
 * <tr><td>{@code /rate/N}</td><td>sets both data rates to N bytes a second after 1 s, then as {@code /bytes}
 * <tr><td>{@code /count}</td><td>how many requests to this path the connection has had
 * <tr><td>{@code /swallow}</td><td>reads the content, catches what that throws, answers {@code swallowed}
 * <tr><td>{@code /trailers}</td><td>reads the content, answers with a line for each trailer
 * <tr><td>{@code /send-trailers}</td><td>{@code hello} with two trailers, one of them forbidden
 * <tr><td>{@code /chunked}</td><td>{@code one}, flush, {@code twotwotwotwotwo}, flush
 * <tr><td>{@code /start}</td><td>starts the response, then reads the content and writes it at once
 * <tr><td>{@code /early-hints}</td><td>103 with a Link, then {@code hinted}
 * <tr><td>{@code /continue}</td><td>100 by the application itself, then as {@code /bytes}
 * <tr><td>{@code /upgrade}</td><td>upgrades to the protocol {@code echo}: the bytes that come, until they end
 * <tr><td>{@code /throw}, {@code /throw-late}</td><td>throws before, or after, {@code half} was sent
 * <tr><td>{@code /length/D/W}</td><td>declares D bytes and writes W
 * <tr><td>{@code /length/D/W/flush}</td><td>the same, with a flush before the first byte
 * <tr><td>{@code /status/N}</td><td>{@code content} with status N
 * <tr><td>{@code /declared/N}</td><td>{@code content} with status N and its Content-Length declared
 * <tr><td>{@code /reason/TEXT}</td><td>{@code content} with that reason phrase
 * <tr><td>{@code /field/NAME/VALUE}</td><td>{@code content} with that field
 * <tr><td>{@code /large-field/N}</td><td>{@code content} with a field of N bytes
 * <tr><td>{@code /field-of/NAME}</td><td>the values that the request has for that field, with bars between
 * <tr><td>{@code /close}</td><td>asks for the end by a field
 * <tr><td>{@code /request-close}</td><td>asks for the end by the feature
 * <tr><td>{@code /watched}</td><td>asks whether the client is still there, answers {@code there}
 * <tr><td>{@code /abort}, {@code /abort-connection}</td><td>cuts
 * <tr><td>{@code /reset/N}, {@code /reset-late/N}</td><td>resets the stream with that code, at once or after {@code half} was sent
 * <tr><td>CONNECT</td><td>a tunnel that echoes, if the port is 7 or the protocol is {@code echo}; else 403
 * <tr><td>all else</td><td>the content, with method, path, query and authority as fields
 * </table>
 */
public final class TestApplication implements Application<FeatureCollection> {
    private volatile Throwable error;
    private volatile int processed;

    /** What the last failed request failed with; null if none did. */
    public Throwable error() {
        return error;
    }

    /** How many requests have reached the application. */
    public int processed() {
        return processed;
    }

    @Override
    public FeatureCollection createContext(FeatureCollection features) {
        return features;
    }

    @Override
    public void disposeContext(FeatureCollection context, Throwable thrown) {
        if (thrown != null) {
            error = thrown;
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by the connection's thread only
    public void process(FeatureCollection features) throws IOException {
        processed++;
        RequestFeature request = features.require(RequestFeature.class);
        if (request.method().equals(HttpMethod.CONNECT)) {
            connect(features, request);
            return;
        }
        String[] path = request.path().split("/", -1);
        String first = path.length < 2 ? "" : path[1];
        switch (first) {
            case "bytes" -> body(features).transferTo(out(features));
            case "ignore" -> write(features, "ignored");
            case "first" -> {
                body(features).read();
                write(features, "first");
            }
            case "limit" -> {
                features.require(BodySizeLimitFeature.class).limit(Long.parseLong(path[2]));
                body(features).transferTo(out(features));
            }
            case "rate" -> {
                DataRate rate = new DataRate(Integer.parseInt(path[2]), Duration.ofSeconds(1));
                features.require(DataRateFeature.class).request(rate);
                features.require(DataRateFeature.class).response(rate);
                body(features).transferTo(out(features));
            }
            case "count" -> {
                Object count = features.require(ConnectionItemsFeature.class)
                        .items()
                        .merge("count", 1, (seen, one) -> (Integer) seen + 1);
                write(features, count.toString());
            }
            case "swallow" -> swallow(features);
            case "trailers" -> trailers(features);
            case "send-trailers" -> sendTrailers(features);
            case "chunked" -> chunked(features);
            case "start" -> {
                features.require(ResponseBodyFeature.class).start();
                out(features).write(body(features).readAllBytes());
            }
            case "early-hints" -> {
                informational(features).send(103, new Headers().add("Link", "</style.css>; rel=preload"));
                write(features, "hinted");
            }
            case "continue" -> {
                informational(features).send(100, new Headers());
                body(features).transferTo(out(features));
            }
            case "upgrade" -> echo(features.require(UpgradeFeature.class).accept("echo"));
            case "throw" -> throw new IllegalStateException("as asked");
            case "throw-late" -> {
                write(features, "half");
                out(features).flush();
                throw new IllegalStateException("as asked");
            }
            case "length" -> length(features, path);
            case "status" -> {
                response(features).status(Integer.parseInt(path[2]));
                write(features, "content");
            }
            case "declared" -> {
                response(features).status(Integer.parseInt(path[2]));
                response(features).headers().set("Content-Length", "7");
                write(features, "content");
            }
            case "reason" -> {
                response(features).reason(path[2]);
                write(features, "content");
            }
            case "field" -> {
                response(features).headers().add(path[2], path[3]);
                write(features, "content");
            }
            case "large-field" -> {
                response(features).headers().add("X-Large", "x".repeat(Integer.parseInt(path[2])));
                write(features, "content");
            }
            case "field-of" ->
                write(features, String.join("|", request.headers().all(HeaderName.of(path[2]))));
            case "close" -> {
                response(features).headers().add("Connection", "close");
                write(features, "bye");
            }
            case "request-close" -> {
                features.require(ConnectionLifetimeFeature.class).requestClose();
                write(features, "bye");
            }
            case "watched" -> {
                boolean gone = features.require(RequestLifetimeFeature.class).aborted();
                write(features, gone ? "gone" : "there");
            }
            case "reset" -> reset(features, path[2]);
            case "reset-late" -> {
                write(features, "half");
                out(features).flush();
                reset(features, path[2]);
            }
            case "abort" -> features.require(RequestLifetimeFeature.class).abort();
            case "abort-connection" ->
                features.require(ConnectionLifetimeFeature.class).abort();
            default -> describe(features, request);
        }
    }

    private static void describe(FeatureCollection features, RequestFeature request) throws IOException {
        Headers fields = response(features).headers();
        fields.add("X-Method", request.method().name());
        fields.add("X-Path", utf8(request.path()));
        if (request.query() != null) {
            fields.add("X-Query", request.query());
        }
        fields.add("X-Authority", request.authority());
        body(features).transferTo(out(features));
    }

    /** As bytes of a field: a character for each byte of UTF-8. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void connect(FeatureCollection features, RequestFeature request) throws IOException {
        ConnectFeature connect = features.require(ConnectFeature.class);
        if (connect.protocol() != null) {
            response(features).headers().add("X-Path", request.path());
        }
        boolean accepted = connect.protocol() == null
                ? request.target().authority().port() == 7
                : connect.protocol().equals("echo");
        if (accepted) {
            echo(connect.accept());
        } else {
            response(features).status(403);
        }
    }

    private static void echo(DuplexStream stream) throws IOException {
        byte[] piece = new byte[1_024];
        for (int read = stream.input().read(piece);
                read >= 0;
                read = stream.input().read(piece)) {
            stream.output().write(piece, 0, read);
            stream.output().flush();
        }
        stream.close();
    }

    private static void swallow(FeatureCollection features) throws IOException {
        try {
            body(features).transferTo(OutputStream.nullOutputStream());
        } catch (IOException ignored) {
            // As some applications do.
        }
        write(features, "swallowed");
    }

    private static void trailers(FeatureCollection features) throws IOException {
        body(features).transferTo(OutputStream.nullOutputStream());
        StringBuilder lines = new StringBuilder();
        features.require(RequestTrailersFeature.class)
                .trailers()
                .forEach((name, value) ->
                        lines.append(name).append('=').append(value).append('\n'));
        write(features, lines.toString());
    }

    private static void sendTrailers(FeatureCollection features) throws IOException {
        features.require(ResponseTrailersFeature.class)
                .trailers()
                .add("X-Sum", "42")
                .add("Content-Type", "text/forbidden");
        write(features, "hello");
    }

    private static void chunked(FeatureCollection features) throws IOException {
        write(features, "one");
        out(features).flush();
        write(features, "twotwotwotwotwo");
        out(features).flush();
    }

    private static void length(FeatureCollection features, String[] path) throws IOException {
        response(features).headers().set("Content-Length", path[2]);
        if (path.length > 4) {
            out(features).flush();
        }
        for (int i = Integer.parseInt(path[3]); i > 0; i--) {
            out(features).write('x');
        }
    }

    private static void reset(FeatureCollection features, String errorCode) {
        features.require(ResetFeature.class).reset(Integer.parseUnsignedInt(errorCode));
    }

    private static InputStream body(FeatureCollection features) {
        return features.require(RequestBodyFeature.class).stream();
    }

    private static OutputStream out(FeatureCollection features) {
        return features.require(ResponseBodyFeature.class).stream();
    }

    private static InformationalFeature informational(FeatureCollection features) {
        return features.require(InformationalFeature.class);
    }

    private static ResponseFeature response(FeatureCollection features) {
        return features.require(ResponseFeature.class);
    }

    private static void write(FeatureCollection features, String text) throws IOException {
        out(features).write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
