package dev.lanner;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.MediaType;
import dev.lanner.http.RequestTarget;
import dev.lanner.internal.net.LentBuffers;
import dev.lanner.server.BadRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What the client asks: a view over {@link RequestFeature}, {@link RequestBodyFeature} and a few more. A feature that is
 * replaced is seen at the next call.
 *
 * <p>Used by the thread that handles the request.
 */
public final class HttpRequest {
    private static final int QUERY_PARAMETERS_MAX = 1_000;
    private static final int COOKIES_MAX = 200;
    private static final int FORM_FIELDS_MAX = 1_000;
    private static final int FORM_BYTES_MAX = 4 * 1_024 * 1_024;

    private final FeatureCollection features;
    private RequestFeature head;
    private int revision;
    private Parameters query;
    private Parameters cookies;
    private Parameters form;
    private RequestBodyFeature formSource;
    private InputStream noBody;

    HttpRequest(FeatureCollection features) {
        this.features = features;
    }

    private RequestFeature head() {
        int now = features.revision();
        if (head == null || revision != now) {
            RequestFeature found = features.require(RequestFeature.class);
            if (found != head) {
                head = found;
                query = null;
                cookies = null;
            }
            revision = now;
        }
        return head;
    }

    /**
     * What the client wants done.
     *
     * @return the method
     */
    public HttpMethod method() {
        return head().method();
    }

    /**
     * How the client reached this server.
     *
     * @return {@code http} or {@code https}
     */
    public String scheme() {
        return head().scheme();
    }

    /**
     * The host that the client asked for, with the port if it named one.
     *
     * @return such as {@code example.org:8080}; empty where an HTTP/1.0 client named none
     */
    public String authority() {
        return head().authority();
    }

    /**
     * The host that the client asked for, without a port.
     *
     * @return such as {@code example.org} or {@code [::1]}, in lower case; empty where the client named none
     */
    public String host() {
        Authority authority = Authority.parse(authority());
        return authority == null ? "" : authority.host();
    }

    /**
     * The protocol that carried the request.
     *
     * @return the version
     */
    public HttpVersion version() {
        return head().version();
    }

    /**
     * The request target as it arrived.
     *
     * @return the target
     */
    public RequestTarget target() {
        return head().target();
    }

    /**
     * The part of the path under which what runs now is mounted.
     *
     * @return such as {@code /app}; empty where it owns the whole path
     */
    public String pathBase() {
        return head().pathBase();
    }

    /**
     * The decoded path without {@link #pathBase()}; {@code %2F} stays encoded.
     *
     * @return such as {@code /where}; {@code *} for {@code OPTIONS *}; empty for CONNECT and for the bare path base
     */
    public String path() {
        return head().path();
    }

    /**
     * What follows the first {@code ?} of the target, still encoded.
     *
     * @return the query without its question mark, or null where there is none
     */
    public String queryString() {
        return head().query();
    }

    /**
     * The parameters of the query, read when they are first asked for, as the URL Standard reads forms: a plus stands for
     * a blank, a percent sign that begins no escape for itself, and bytes that are not UTF-8 for U+FFFD.
     *
     * @return the parameters; empty where there is no query
     * @throws BadRequestException if there are more than 1,000
     */
    public Parameters query() throws BadRequestException {
        String encoded = queryString();
        if (query == null) {
            query = encoded == null
                    ? Parameters.EMPTY
                    : UrlEncoded.read(
                            encoded.getBytes(StandardCharsets.ISO_8859_1),
                            new Parameters.Collector(QUERY_PARAMETERS_MAX, ApplicationRule.QUERY_TOO_MANY_PARAMETERS));
        }
        return query;
    }

    /**
     * The first value of a parameter of the query.
     *
     * @param name the parameter's name, decoded
     * @return its value, decoded; null if the query does not have it
     * @throws BadRequestException if the query has more than 1,000 parameters
     */
    public String query(String name) throws BadRequestException {
        return query().first(name);
    }

    /**
     * The header section.
     *
     * @return the fields, locked
     */
    public Headers headers() {
        return head().headers();
    }

    /**
     * The value of the first line of that name.
     *
     * @param name the field's name
     * @return its value, or null if there is none
     */
    public String header(HeaderName name) {
        return headers().first(name);
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
     * The cookies of all {@code Cookie} lines (RFC 6265 §5.4), read when they are first asked for. Neither names nor
     * values are decoded, and quotes belong to the value. Pieces without a name are skipped.
     *
     * @return the cookies; empty where there are none
     * @throws BadRequestException if there are more than 200
     */
    public Parameters cookies() throws BadRequestException {
        Headers fields = headers();
        if (cookies == null) {
            cookies = CookieHeader.read(
                    fields.all(HeaderName.COOKIE),
                    new Parameters.Collector(COOKIES_MAX, ApplicationRule.COOKIES_TOO_MANY));
        }
        return cookies;
    }

    /**
     * The first value of a cookie: of several with one name, browsers send the one with the longest path first.
     *
     * @param name the cookie's name
     * @return its value, or null if the client did not send it
     * @throws BadRequestException if there are more than 200 cookies
     */
    public String cookie(String name) throws BadRequestException {
        return cookies().first(name);
    }

    /**
     * The type of the content (RFC 9110 §8.3).
     *
     * @return the type, or null if there is none or it is malformed
     */
    public MediaType contentType() {
        return MediaType.parse(header(HeaderName.CONTENT_TYPE));
    }

    /**
     * The length of the content that the client has declared (RFC 9110 §8.6).
     *
     * @return bytes, or -1 if it has declared none; the content can be chunked then
     */
    public long contentLength() {
        String declared = header(HeaderName.CONTENT_LENGTH);
        if (declared == null || !declared.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Long.parseLong(declared);
        } catch (NumberFormatException emptyOrTooLarge) {
            return -1;
        }
    }

    /**
     * The content as a stream; where the server gives none, an empty one. See {@link RequestBodyFeature#stream()};
     * {@link #transferTo} takes it to a file for less.
     *
     * @return always the same stream, unless the feature is replaced
     */
    public InputStream body() {
        RequestBodyFeature source = features.get(RequestBodyFeature.class);
        if (source != null) {
            return source.stream();
        }
        if (noBody == null) {
            noBody = InputStream.nullInputStream();
        }
        return noBody;
    }

    /**
     * Reads what is left of the content and writes it to a channel as it comes, such as to a file, at its position: the fastest
     * way for content that no array is wanted of. With HTTP/1.1 in the clear, what comes fast goes through large buffers outside
     * of the heap, which the server lends: at most 32 at a time, 16 MiB, for the whole process. Who gets none, a client that is
     * slow, and every other protocol goes through an array of 17 KiB. A client or channel that is fast first and then stalls
     * keeps a buffer until it goes on, or the client's {@linkplain dev.lanner.feature.DataRateFeature data rate} ends it.
     *
     * @param target gets all of it, in blocking mode, and stays open. The buffers that it is given are the server's, and used
     *     again as soon as its {@code write} returns
     * @return how many bytes there were, 0 or more; a second call finds nothing left
     * @throws IllegalBlockingModeException if the channel is in non-blocking mode
     * @throws IOException if the content can't be read to its end, as the limit of its length may be the reason for, or can't be
     *     written; the channel has got the beginning then
     */
    public long transferTo(WritableByteChannel target) throws IOException {
        Objects.requireNonNull(target, "target");
        if (target instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        RequestBodyFeature source = features.get(RequestBodyFeature.class);
        return source == null
                ? 0
                : new ContentTransfer(source.channel(), target, LentBuffers.SHARED).run(contentLength());
    }

    /**
     * Reads what is left of the content. The server's limit bounds it
     * ({@link dev.lanner.feature.BodySizeLimitFeature}).
     *
     * @return the bytes; a second call finds nothing left
     * @throws IOException if the content can't be read to its end
     */
    public byte[] bytes() throws IOException {
        return body().readAllBytes();
    }

    /**
     * Reads what is left of the content as text, in the {@code charset} of {@code Content-Type}; in UTF-8 where it names
     * none, or one that this JVM does not know.
     *
     * @return the text, with U+FFFD for what is malformed; a second call finds nothing left
     * @throws IOException if the content can't be read to its end
     */
    public String text() throws IOException {
        MediaType type = contentType();
        return new String(bytes(), type == null ? StandardCharsets.UTF_8 : type.charset(StandardCharsets.UTF_8));
    }

    /**
     * Reads the content as {@code application/x-www-form-urlencoded}, in UTF-8, by the same rules as {@link #query()}.
     *
     * @return the fields; a second call gives the same
     * @throws BadRequestException if the content has another type (415), more than 4,194,304 bytes or more than 1,000
     *     fields (413)
     * @throws IOException if the content can't be read to its end
     */
    public Parameters form() throws IOException {
        RequestBodyFeature source = features.get(RequestBodyFeature.class);
        if (form == null || formSource != source) {
            form = readForm();
            formSource = source;
        }
        return form;
    }

    private Parameters readForm() throws IOException {
        MediaType type = contentType();
        if (type == null || !type.is("application/x-www-form-urlencoded")) {
            throw ApplicationRule.FORM_OF_ANOTHER_TYPE.broken();
        }
        byte[] encoded = body().readNBytes(FORM_BYTES_MAX + 1);
        if (encoded.length > FORM_BYTES_MAX) {
            throw ApplicationRule.FORM_TOO_LONG.broken();
        }
        return UrlEncoded.read(
                encoded, new Parameters.Collector(FORM_FIELDS_MAX, ApplicationRule.FORM_TOO_MANY_FIELDS));
    }

    /**
     * The trailer section, once the content has been read to its end (RFC 9110 §6.5).
     *
     * @return the fields, locked; empty where none were sent
     * @throws IllegalStateException before the content has been read to its end
     * @throws UnsupportedOperationException if the server does not give trailers
     */
    public Headers trailers() {
        return features.require(RequestTrailersFeature.class).trailers();
    }

    /**
     * A parameter of the route that the request took, as {@code id} in {@code /users/{id}}.
     *
     * @param name the name in the braces
     * @return its value, decoded; null if no route was taken or it has no such parameter
     */
    public String parameter(String name) {
        RouteFeature route = features.get(RouteFeature.class);
        return route == null ? null : route.parameter(name);
    }

    /**
     * The client's end of the connection.
     *
     * @return the address, or null if the server does not tell
     */
    public SocketAddress remoteAddress() {
        ConnectionFeature connection = features.get(ConnectionFeature.class);
        return connection == null ? null : connection.remoteAddress();
    }

    /**
     * A name for the request in logs.
     *
     * @return the name, or null if the server gives none
     */
    public String id() {
        RequestIdFeature given = features.get(RequestIdFeature.class);
        return given == null ? null : given.id();
    }
}
