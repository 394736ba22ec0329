package dev.lanner.testing;

import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.TargetReader;
import dev.lanner.server.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A request for a {@link MemoryServer}. Immutable; one whose content is a stream can be sent once. */
public final class MemoryRequest {
    private final RequestHead head;
    private final byte[] bytes;
    private final InputStream stream;
    private final Headers trailers;
    private final SocketAddress remoteAddress;

    private MemoryRequest(Builder builder, RequestHead head) {
        this.head = head;
        this.bytes = builder.bytes;
        this.stream = builder.stream;
        this.trailers = locked(builder.trailers);
        this.remoteAddress = builder.remoteAddress;
    }

    private static Headers locked(Headers fields) {
        Headers copy = fields.copy();
        copy.lock();
        return copy;
    }

    /**
     * A GET without content.
     *
     * @param target see {@link #builder}
     * @return the request
     * @throws IllegalArgumentException if the target is none
     */
    public static MemoryRequest get(String target) {
        return builder("GET", target).build();
    }

    /**
     * A builder without fields and content.
     *
     * @param method such as {@code POST}
     * @param target as it would stand in a request line, encoded: {@code /path?query}, or another form (RFC 9112 §3.2)
     * @return the builder
     * @throws IllegalArgumentException if the method is not a token
     */
    public static Builder builder(String method, String target) {
        return new Builder(HttpMethod.of(method), target);
    }

    RequestHead head() {
        return head;
    }

    InputStream content() {
        return stream == null ? new ByteArrayInputStream(bytes) : stream;
    }

    Headers trailers() {
        return trailers;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Collects a request. Not for several threads at once. */
    public static final class Builder {
        private static final byte[] NOTHING = {};

        private final HttpMethod method;
        private final String target;
        private final Headers headers = new Headers();
        private Headers trailers = new Headers();
        private HttpVersion version = HttpVersion.HTTP_1_1;
        private String scheme = "http";
        private byte[] bytes = NOTHING;
        private InputStream stream;
        private SocketAddress remoteAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

        private Builder(HttpMethod method, String target) {
            this.method = method;
            this.target = Objects.requireNonNull(target, "target");
        }

        /**
         * Adds a field. Without a {@code Host}, the request gets {@code Host: localhost}.
         *
         * @param name its name, in any case
         * @param value its value
         * @return this
         * @throws IllegalArgumentException if the name is not a token or the value has a character that it may not have
         */
        public Builder header(String name, String value) {
            headers.add(name, value);
            return this;
        }

        /**
         * The protocol that seems to carry the request; HTTP/1.1 unless set.
         *
         * @param newVersion the version
         * @return this
         */
        public Builder version(HttpVersion newVersion) {
            version = Objects.requireNonNull(newVersion, "version");
            return this;
        }

        /**
         * How the client seems to have reached the server; {@code http} unless set.
         *
         * @param newScheme {@code http} or {@code https}
         * @return this
         */
        public Builder scheme(String newScheme) {
            scheme = Objects.requireNonNull(newScheme, "scheme");
            return this;
        }

        /**
         * Where the client seems to be; port 0 of the loopback address unless set.
         *
         * @param address the address
         * @return this
         */
        public Builder remoteAddress(SocketAddress address) {
            remoteAddress = Objects.requireNonNull(address, "remoteAddress");
            return this;
        }

        /**
         * The content, with its length as {@code Content-Length}.
         *
         * @param content the bytes; a copy is taken
         * @return this
         */
        public Builder content(byte[] content) {
            bytes = content.clone();
            stream = null;
            return this;
        }

        /**
         * The content, in UTF-8, with its length as {@code Content-Length}.
         *
         * @param content the text
         * @return this
         */
        public Builder content(String content) {
            return content(content.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Content whose length nobody knows beforehand, unless there is a {@code Content-Length}. The handler's thread
         * reads the stream when the handler reads the content, and closes it at the end. What the stream throws looks like
         * a client that has gone; an end before the declared length is a broken rule, answered 400.
         *
         * @param content the stream
         * @return this
         */
        public Builder content(InputStream content) {
            stream = Objects.requireNonNull(content, "content");
            bytes = NOTHING;
            return this;
        }

        /**
         * The trailer section behind content that is a stream without {@code Content-Length}; other requests have none.
         *
         * @param fields the fields; a copy is taken
         * @return this
         */
        public Builder trailers(Headers fields) {
            trailers = fields.copy();
            return this;
        }

        /**
         * The request.
         *
         * @return immutable
         * @throws IllegalArgumentException if the target, {@code Host} or {@code Content-Length} is malformed: a server on
         *     the network would not hand such a request to an application
         */
        public MemoryRequest build() {
            Headers fields = headers.copy();
            BodyLength length = length(fields);
            RequestTarget read = target();
            String authority = authority(fields, read);
            boolean expectsContinue = length != BodyLength.NONE && fields.hasToken(HeaderName.EXPECT, "100-continue");
            fields.lock();
            return new MemoryRequest(
                    this, new RequestHead(version, method, scheme, read, authority, fields, length, expectsContinue));
        }

        private RequestTarget target() {
            try {
                return TargetReader.read(target, method);
            } catch (BadRequestException bad) {
                throw new IllegalArgumentException("\"" + target + "\" is no target for " + method, bad);
            }
        }

        private static String authority(Headers fields, RequestTarget target) {
            if (!fields.contains(HeaderName.HOST)) {
                fields.add(
                        HeaderName.HOST,
                        target.authority() == null
                                ? "localhost"
                                : target.authority().toString());
            }
            String host = fields.first(HeaderName.HOST);
            if (fields.count(HeaderName.HOST) > 1 || !host.isEmpty() && Authority.parse(host) == null) {
                throw new IllegalArgumentException("Host is not one host with an optional port (RFC 9110 §7.2)");
            }
            return target.authority() == null ? host : target.authority().toString();
        }

        /** What the fields say of the content's length; they are made to say it. */
        private BodyLength length(Headers fields) {
            String declared = fields.first(HeaderName.CONTENT_LENGTH);
            if (declared != null) {
                long length = FieldRules.contentLength(declared);
                if (length < 0 || fields.count(HeaderName.CONTENT_LENGTH) > 1) {
                    throw new IllegalArgumentException("Content-Length is not one number (RFC 9110 §8.6)");
                }
                return new BodyLength.Known(length);
            }
            if (stream != null) {
                return BodyLength.OPEN;
            }
            if (bytes.length == 0) {
                return BodyLength.NONE;
            }
            fields.add(HeaderName.CONTENT_LENGTH, Integer.toString(bytes.length));
            return new BodyLength.Known(bytes.length);
        }
    }
}
