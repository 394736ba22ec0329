package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the client gets: a view over {@link ResponseFeature}, {@link ResponseBodyFeature} and a few more. A feature that
 * is replaced is seen at the next call.
 *
 * <p>First the head: {@link #status(int)}, {@link #header(String, String)} and the like, each of which can be chained.
 * Then one answer: {@link #text}, {@link #json}, {@link #file}, {@link #redirect(String)} ..., or {@link #body()} to be
 * written. The head can be changed until the response has started ({@link #hasStarted()}), which small answers do only
 * when the handler has returned. Later changes are an {@link IllegalStateException}.
 *
 * <p>Used by the thread that handles the request.
 */
public final class HttpResponse {
    private final FeatureCollection features;
    private ResponseFeature head;
    private ResponseBodyFeature body;
    private int revision;
    private ResponseBodyFeature answered;

    HttpResponse(FeatureCollection features) {
        this.features = features;
    }

    private ResponseFeature head() {
        refresh();
        if (head == null) {
            head = features.require(ResponseFeature.class);
        }
        return head;
    }

    private ResponseBodyFeature bodyFeature() {
        refresh();
        if (body == null) {
            body = features.require(ResponseBodyFeature.class);
        }
        return body;
    }

    private void refresh() {
        int now = features.revision();
        if (revision != now) {
            revision = now;
            head = null;
            body = null;
        }
    }

    /**
     * The status code.
     *
     * @return from 200 to 999; 200 until set
     */
    public int status() {
        return head().status();
    }

    /**
     * Sets the status code.
     *
     * @param status from 200 to 999, such as {@link HttpStatus#NOT_FOUND}
     * @return this
     * @throws IllegalArgumentException if it is out of the range
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse status(int status) {
        head().status(status);
        return this;
    }

    /**
     * The reason phrase that HTTP/1.1 writes.
     *
     * @return the phrase, or null for the registered one
     */
    public String reason() {
        return head().reason();
    }

    /**
     * Sets the reason phrase that HTTP/1.1 writes.
     *
     * @param reason the phrase; null for the registered one
     * @return this
     * @throws IllegalArgumentException if it has a character that it may not have (RFC 9112 §4)
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse reason(String reason) {
        head().reason(reason);
        return this;
    }

    /**
     * The header section.
     *
     * @return the fields
     */
    public Headers headers() {
        return head().headers();
    }

    /**
     * The value of the first line of that name.
     *
     * @param name the field's name, in any case
     * @return its value, or null if there is none
     */
    public String header(String name) {
        return headers().first(name);
    }

    /**
     * Sets a field, in the place of all lines of that name.
     *
     * @param name the field's name, in any case
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the name is not a token or the value has a character that it may not have
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse header(String name, String value) {
        headers().set(name, value);
        return this;
    }

    /**
     * Sets a field, in the place of all lines of that name.
     *
     * @param name the field's name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the value has a character that it may not have
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse header(HeaderName name, String value) {
        headers().set(name, value);
        return this;
    }

    /**
     * The type of the content.
     *
     * @return the value of {@code Content-Type}, or null if there is none
     */
    public String contentType() {
        return headers().first(HeaderName.CONTENT_TYPE);
    }

    /**
     * Sets the type of the content. Answers that know a type of their own leave this one in its place.
     *
     * @param value a value for {@code Content-Type}
     * @return this
     * @throws IllegalArgumentException if the value has a character that it may not have
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse contentType(String value) {
        return header(HeaderName.CONTENT_TYPE, value);
    }

    /**
     * Declares the length of the content that will be written to {@link #body()}.
     *
     * @param bytes 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse contentLength(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the content's length is " + bytes + "; it must be 0 or more");
        }
        return header(HeaderName.CONTENT_LENGTH, Long.toString(bytes));
    }

    /**
     * Adds a {@code Set-Cookie} line. Other lines stay, also those for a cookie of the same name.
     *
     * @param cookie the cookie
     * @return this
     * @throws IllegalStateException if the response has started
     */
    public HttpResponse cookie(Cookie cookie) {
        headers().add(HeaderName.SET_COOKIE, cookie.toString());
        return this;
    }

    /**
     * Whether the head is on the way to the client.
     *
     * @return true from then on
     */
    public boolean hasStarted() {
        return head().hasStarted();
    }

    /**
     * See {@link ResponseFeature#onStarting}.
     *
     * @param callback runs just before the response starts
     * @throws IllegalStateException if the response has started
     */
    public void onStarting(ResponseFeature.Callback callback) {
        head().onStarting(callback);
    }

    /**
     * See {@link ResponseFeature#onCompleted}.
     *
     * @param callback runs when the response has been sent, or can't be
     */
    public void onCompleted(ResponseFeature.Callback callback) {
        head().onCompleted(callback);
    }

    /**
     * Answers with text, in the {@code charset} of {@code Content-Type}. Without a {@code Content-Type} that is
     * {@code text/plain; charset=utf-8}.
     *
     * @param text the whole content
     * @throws IOException if the client has gone
     * @throws IllegalStateException if the response has started, or has an answer
     */
    public void text(String text) throws IOException {
        text(text, "text/plain; charset=utf-8");
    }

    /**
     * Answers with a page, in the {@code charset} of {@code Content-Type}. Without a {@code Content-Type} that is
     * {@code text/html; charset=utf-8}.
     *
     * @param page the whole content
     * @throws IOException if the client has gone
     * @throws IllegalStateException if the response has started, or has an answer
     */
    public void html(String page) throws IOException {
        text(page, "text/html; charset=utf-8");
    }

    /** @param otherwise the type where none was set; its charset is UTF-8 */
    private void text(String text, String otherwise) throws IOException {
        Charset charset = StandardCharsets.UTF_8;
        if (contentType() == null) {
            contentType(otherwise);
        } else {
            MediaType type = MediaType.parse(contentType());
            charset = type == null ? charset : type.charset(charset);
        }
        bytes(text.getBytes(charset));
    }

    /**
     * Answers with a JSON text, in UTF-8 (RFC 8259 §8.1). Without a {@code Content-Type} that is
     * {@code application/json}.
     *
     * @param json the whole content, written by the application; it is not checked
     * @throws IOException if the client has gone
     * @throws IllegalStateException if the response has started, or has an answer
     */
    public void json(String json) throws IOException {
        contentTypeUnlessSet("application/json");
        bytes(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers with bytes, their number as {@code Content-Length}.
     *
     * @param content the whole content; not kept
     * @throws IOException if the client has gone
     * @throws IllegalStateException if the response has started, or has an answer
     */
    public void bytes(byte[] content) throws IOException {
        answer(content.length).stream().write(content);
    }

    /**
     * Answers with all that a stream gives, and closes it, also on failure. Without a {@link #contentLength(long)} the
     * client learns the length at the end.
     *
     * @param content read to its end
     * @throws IOException if the stream can't be read or the client has gone
     * @throws IllegalStateException if the response has an answer
     */
    public void stream(InputStream content) throws IOException {
        try (content) {
            content.transferTo(answer().stream());
        }
    }

    /**
     * Answers with a file, its size as {@code Content-Length}; without a {@code Content-Type} by
     * {@link ContentTypes#ofFile}. Where the connection allows, the bytes go from the file to the socket without passing
     * through the program. The path is taken as it is: never make it of what a client sent without a check.
     *
     * @param file a readable file
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the file can't be read or the client has gone
     * @throws IllegalStateException if the response has started, or has an answer
     */
    public void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            contentTypeUnlessSet(ContentTypes.ofFile(file.toString()));
            answer(size).sendFile(channel, 0, size);
        }
    }

    /**
     * Answers 302, which sends the client to another place by GET.
     *
     * @param location see {@link #redirect(int, String)}
     * @throws IllegalArgumentException if the location is not one
     * @throws IllegalStateException if the response has started
     */
    public void redirect(String location) {
        redirect(HttpStatus.FOUND, location);
    }

    /**
     * Sends the client to another place.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param location a URI reference (RFC 9110 §10.2.2), percent-encoded where need be; relative to the request, such as
     *     {@code /login}, or whole. One made of what a client sent can lead anywhere: check it first
     * @throws IllegalArgumentException if the status is another, or the location has a character that is no visible ASCII
     * @throws IllegalStateException if the response has started
     */
    public void redirect(int status, String location) {
        switch (status) {
            case HttpStatus.MOVED_PERMANENTLY,
                    HttpStatus.FOUND,
                    HttpStatus.SEE_OTHER,
                    HttpStatus.TEMPORARY_REDIRECT,
                    HttpStatus.PERMANENT_REDIRECT -> {}
            default ->
                throw new IllegalArgumentException(
                        "status " + status + " does not redirect; it must be 301, 302, 303, 307 or 308");
        }
        if (!location.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "a location is visible ASCII, the rest percent-encoded (RFC 9110 §10.2.2, RFC 3986 §2)");
        }
        status(status).header(HeaderName.LOCATION, location);
    }

    /**
     * Answers 204: done, and nothing to show.
     *
     * @throws IllegalStateException if the response has started
     */
    public void noContent() {
        status(HttpStatus.NO_CONTENT);
    }

    /**
     * The content, to be written; small content gets a {@code Content-Length} by itself. See
     * {@link ResponseBodyFeature#stream()}.
     *
     * @return always the same stream, unless the feature is replaced
     */
    public OutputStream body() {
        return bodyFeature().stream();
    }

    /**
     * Ends the response now, while the handler may still work on. See {@link ResponseBodyFeature#complete()}.
     *
     * @throws IOException if the client has gone, or if there was less content than declared
     */
    public void complete() throws IOException {
        bodyFeature().complete();
    }

    /**
     * The trailer section, to be filled until the content is complete. Whether it can reach the client says
     * {@link ResponseTrailersFeature#isSupported()}.
     *
     * @return the fields
     * @throws UnsupportedOperationException if the server has no trailers
     */
    public Headers trailers() {
        return features.require(ResponseTrailersFeature.class).trailers();
    }

    /**
     * Sends {@code 103 Early Hints} (RFC 8297), so that the client can fetch what the answer will need. Does nothing if
     * the server has no informational responses.
     *
     * @param links values for {@code Link}, such as {@code </style.css>; rel=preload; as=style}
     * @return this
     * @throws IllegalArgumentException if a value has a character that it may not have
     * @throws IllegalStateException if the response has started
     * @throws IOException if the client has gone
     */
    public HttpResponse earlyHints(String... links) throws IOException {
        InformationalFeature informational = features.get(InformationalFeature.class);
        if (informational != null) {
            Headers hints = new Headers();
            for (String link : links) {
                hints.add(HeaderName.LINK, link);
            }
            informational.send(HttpStatus.EARLY_HINTS, hints);
        }
        return this;
    }

    private void contentTypeUnlessSet(String value) {
        if (!headers().contains(HeaderName.CONTENT_TYPE)) {
            contentType(value);
        }
    }

    private ResponseBodyFeature answer(long length) {
        ResponseBodyFeature target = answer();
        contentLength(length);
        return target;
    }

    /** One answer for each body: a second one would only be appended to the first. */
    private ResponseBodyFeature answer() {
        ResponseBodyFeature target = bodyFeature();
        if (answered == target) {
            throw new IllegalStateException("the response has an answer already");
        }
        answered = target;
        return target;
    }
}
