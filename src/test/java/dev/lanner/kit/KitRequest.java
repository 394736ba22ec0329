package dev.lanner.kit;

import dev.lanner.http.Headers;
import java.nio.charset.StandardCharsets;

/** A request that the kit has a client send. Immutable. */
public final class KitRequest {
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] content;
    private final boolean chunked;
    private final Headers trailers;

    private KitRequest(
            String method, String target, Headers headers, byte[] content, boolean chunked, Headers trailers) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.content = content;
        this.chunked = chunked;
        this.trailers = trailers;
    }

    public static KitRequest of(String method, String target) {
        return new KitRequest(method, target, new Headers(), new byte[0], false, new Headers());
    }

    public static KitRequest get(String target) {
        return of("GET", target);
    }

    static KitRequest post(String content) {
        return of("POST", "/").with(content.getBytes(StandardCharsets.UTF_8));
    }

    public KitRequest with(byte[] newContent) {
        return new KitRequest(method, target, headers, newContent, chunked, trailers);
    }

    public KitRequest header(String name, String value) {
        return new KitRequest(method, target, headers.copy().add(name, value), content, chunked, trailers);
    }

    /** The same with content whose length shows only at its end. */
    public KitRequest inChunks() {
        return new KitRequest(method, target, headers, content, true, trailers);
    }

    public KitRequest trailer(String name, String value) {
        return new KitRequest(
                method, target, headers, content, true, trailers.copy().add(name, value));
    }

    public String method() {
        return method;
    }

    /** As it stands in a request line. */
    public String target() {
        return target;
    }

    /** Without {@code Host} and what frames the content: the client adds both. */
    public Headers headers() {
        return headers;
    }

    /** Empty for none. */
    public byte[] content() {
        return content.clone();
    }

    /** Whether the content's length is kept from the server until its end. */
    public boolean isChunked() {
        return chunked;
    }

    /** What follows chunked content; empty for none. */
    public Headers trailers() {
        return trailers;
    }
}
