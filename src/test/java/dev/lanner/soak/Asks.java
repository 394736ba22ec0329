package dev.lanner.soak;

import dev.lanner.soak.Ask.Content;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes requests of all kinds and sizes. Used by one thread. */
final class Asks {
    private static final long LARGEST = 8 << 20;
    private static final long USUAL = 300_000;

    /**
     * What the server throws away, to keep the connection, when nobody has read the content of a request; where more is
     * announced and not yet read, an answer that begins says that the connection will close.
     */
    private static final long DRAINED = 100_000;

    private static final Kind[] KINDS = {
        Kind.DOWNLOAD, Kind.DOWNLOAD, Kind.STREAM, Kind.STREAM, Kind.RANGE, Kind.RANGE, Kind.FILE, Kind.UNCHANGED,
        Kind.HEAD, Kind.HINTS, Kind.MISSING, Kind.UPLOAD, Kind.UPLOAD, Kind.CHUNKED, Kind.CHUNKED, Kind.ECHO,
        Kind.UNREAD, Kind.CONTINUE
    };

    private final RandomGenerator random;

    Asks(RandomGenerator random) {
        this.random = random;
    }

    /** @param most how large content may be */
    Ask next(long most) {
        Kind kind = KINDS[random.nextInt(KINDS.length)];
        long marker = random.nextLong();
        Pattern pattern = new Pattern(marker);
        long length = length(Math.min(most, random.nextInt(8) == 0 ? LARGEST : USUAL));
        Content whole = new Content(pattern, 0, length);
        String size = Long.toString(length);
        return switch (kind) {
            case DOWNLOAD -> get(kind, marker, "/content/" + size, Map.of("content-length", size), whole);
            case STREAM ->
                new Ask(
                        kind,
                        marker,
                        "GET",
                        target("/stream/" + size, marker),
                        List.of(),
                        null,
                        false,
                        200,
                        Map.of(),
                        whole,
                        Ask.text(~marker));
            case RANGE -> range(marker);
            case FILE -> {
                int file = file();
                Content content = new Content(SoakFiles.pattern(file), 0, SoakFiles.length(file));
                yield get(kind, marker, SoakFiles.path(file), fileFields(content.length()), content);
            }
            case UNCHANGED ->
                new Ask(
                        kind,
                        marker,
                        "GET",
                        target(SoakFiles.path(file()), marker),
                        List.of("If-Modified-Since", SoakFiles.MODIFIED),
                        null,
                        false,
                        304,
                        fields("etag", null, "cache-control", "no-cache", "x-content-type-options", "nosniff"),
                        Content.NONE,
                        null);
            case HEAD ->
                new Ask(
                        kind,
                        marker,
                        "HEAD",
                        target("/content/" + size, marker),
                        List.of(),
                        null,
                        false,
                        200,
                        Map.of("content-length", size),
                        Content.NONE,
                        null);
            case HINTS ->
                new Ask(
                        kind,
                        marker,
                        "GET",
                        target("/hints/" + size, marker),
                        List.of(),
                        null,
                        true,
                        200,
                        Map.of("content-length", size),
                        whole,
                        null);
            case MISSING ->
                new Ask(
                        kind,
                        marker,
                        "GET",
                        target("/missing", marker),
                        List.of(),
                        null,
                        false,
                        404,
                        Map.of("content-length", "0"),
                        Content.NONE,
                        null);
            case UPLOAD -> post(kind, marker, "/check/" + size, Upload.declared(length), true);
            case CHUNKED ->
                post(
                        kind,
                        marker,
                        "/check/" + size,
                        new Upload(length, false, random.nextBoolean() ? Ask.text(~marker) : null, false),
                        true);
            case ECHO ->
                new Ask(
                        kind,
                        marker,
                        "POST",
                        target("/echo", marker),
                        List.of(),
                        new Upload(length, length <= DRAINED && random.nextBoolean(), null, false),
                        false,
                        200,
                        Map.of(),
                        whole,
                        null);
            case UNREAD -> post(kind, marker, "/unread", Upload.declared(Math.min(length, DRAINED)), false);
            case CONTINUE ->
                post(kind, marker, "/check/" + (length + 1), new Upload(length + 1, true, null, true), true);
            default -> throw new IllegalStateException(kind + " is no single request");
        };
    }

    private static Ask get(Kind kind, long marker, String path, Map<String, String> expected, Content content) {
        return new Ask(kind, marker, "GET", target(path, marker), List.of(), null, false, 200, expected, content, null);
    }

    /** Answered by eight bytes of the pattern's complement: the server has found the content to be the marker's. */
    private static Ask post(Kind kind, long marker, String path, Upload upload, boolean read) {
        String trailer = upload.trailer();
        Content answer = new Content(new Pattern(~marker), 0, 8);
        return new Ask(
                kind,
                marker,
                "POST",
                target(path, marker),
                List.of(),
                upload,
                false,
                read ? 200 : 403,
                trailer == null ? Map.of("content-length", "8") : Map.of(),
                answer,
                trailer);
    }

    private Ask range(long marker) {
        int file = Math.max(1, file());
        long length = SoakFiles.length(file);
        long first = random.nextLong(length);
        long last = first + random.nextLong(Math.min(length - first, 1 + length(LARGEST)));
        String range = switch (random.nextInt(3)) {
            case 0 -> "bytes=" + first + "-" + last;
            case 1 -> {
                last = length - 1;
                yield "bytes=" + first + "-";
            }
            default -> {
                last = length - 1;
                yield "bytes=-" + (length - first);
            }
        };
        Content part = new Content(SoakFiles.pattern(file), first, last - first + 1);
        Map<String, String> expected = fileFields(part.length());
        expected.put("content-range", "bytes " + first + "-" + last + "/" + length);
        return new Ask(
                Kind.RANGE,
                marker,
                "GET",
                target(SoakFiles.path(file), marker),
                List.of("Range", range),
                null,
                false,
                206,
                expected,
                part,
                null);
    }

    private static Map<String, String> fileFields(long length) {
        return fields(
                "content-length",
                Long.toString(length),
                "accept-ranges",
                "bytes",
                "etag",
                null,
                "cache-control",
                "no-cache",
                "last-modified",
                SoakFiles.MODIFIED,
                "x-content-type-options",
                "nosniff");
    }

    private static Map<String, String> fields(String... namesAndValues) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static String target(String path, long marker) {
        return path + "?" + Ask.text(marker);
    }

    /** A small one rather than a large one. */
    private int file() {
        return Math.min(random.nextInt(SoakFiles.COUNT), random.nextInt(SoakFiles.COUNT));
    }

    /** Often nothing or little, seldom the most: as many from 1,000 to 10,000 as from 100,000 to 1,000,000. */
    private long length(long most) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> Math.min(most, 16_384 + random.nextInt(-2, 3));
            default -> (long) Math.exp(random.nextDouble() * Math.log(most + 1.0)) - 1;
        };
    }
}
