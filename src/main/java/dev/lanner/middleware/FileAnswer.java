package dev.lanner.middleware;

import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The answer to a GET or HEAD for a file: 200, 206, 304, 412 or 416.
 *
 * @param file what is sent
 * @param representation which form of what was asked for that is
 * @param contentType its type
 * @param now the present time
 */
record FileAnswer(FileContent file, Representation representation, String contentType, Instant now) {
    /** Sends it. The fields that do not depend on the file are the caller's. */
    void send(HttpContext context) throws IOException {
        HttpResponse response = context.response();
        Headers request = context.request().headers();
        Validators validators = representation.validators(file.attributes(), now);
        response.header(HeaderName.ETAG, validators.tag());
        switch (Preconditions.evaluate(request, validators.tag(), validators.modified())) {
            case NOT_MODIFIED -> response.status(HttpStatus.NOT_MODIFIED);
            case FAILED -> response.status(HttpStatus.PRECONDITION_FAILED).contentLength(0);
            case MET -> {
                response.header(HeaderName.LAST_MODIFIED, validators.lastModified())
                        .header(HeaderName.ACCEPT_RANGES, "bytes");
                sendSelected(context, ranges(context, validators));
            }
        }
    }

    /** Null for the whole file. Ranges are defined for GET alone (RFC 9110 §14.2). */
    private List<ByteRange> ranges(HttpContext context, Validators validators) {
        Headers request = context.request().headers();
        if (!context.request().method().equals(HttpMethod.GET)
                || request.count(HeaderName.RANGE) != 1
                || !Preconditions.allowRange(request, validators.tag(), validators.modified(), now)) {
            return null;
        }
        return ByteRange.parse(request.first(HeaderName.RANGE), size());
    }

    private void sendSelected(HttpContext context, List<ByteRange> ranges) throws IOException {
        HttpResponse response = context.response();
        if (ranges != null && ranges.isEmpty()) {
            response.status(HttpStatus.RANGE_NOT_SATISFIABLE)
                    .header(HeaderName.CONTENT_RANGE, "bytes */" + size())
                    .contentLength(0);
            return;
        }
        if (representation.coding() != null) {
            response.header(HeaderName.CONTENT_ENCODING, representation.coding().name());
        }
        if (ranges == null) {
            response.contentType(contentType).contentLength(size());
            if (!context.request().method().equals(HttpMethod.HEAD)) {
                file.sendTo(body(context), 0, size());
            }
        } else if (ranges.size() == 1) {
            ByteRange range = ranges.get(0);
            response.status(HttpStatus.PARTIAL_CONTENT)
                    .contentType(contentType)
                    .header(HeaderName.CONTENT_RANGE, range.contentRange(size()))
                    .contentLength(range.length());
            file.sendTo(body(context), range.first(), range.length());
        } else {
            sendParts(context, ranges);
        }
    }

    /** {@code multipart/byteranges} (RFC 9110 §14.6). */
    private void sendParts(HttpContext context, List<ByteRange> ranges) throws IOException {
        String boundary = UUID.randomUUID().toString();
        byte[] end = ascii("\r\n--" + boundary + "--\r\n");
        List<byte[]> heads = new ArrayList<>();
        long length = end.length;
        for (ByteRange range : ranges) {
            byte[] head = ascii((heads.isEmpty() ? "--" : "\r\n--") + boundary + "\r\nContent-Type: " + contentType
                    + "\r\nContent-Range: " + range.contentRange(size()) + "\r\n\r\n");
            heads.add(head);
            length += head.length + range.length();
        }
        context.response()
                .status(HttpStatus.PARTIAL_CONTENT)
                .contentType("multipart/byteranges; boundary=" + boundary)
                .contentLength(length);
        ResponseBodyFeature body = body(context);
        for (int i = 0; i < heads.size(); i++) {
            body.stream().write(heads.get(i));
            file.sendTo(body, ranges.get(i).first(), ranges.get(i).length());
        }
        body.stream().write(end);
    }

    private long size() {
        return file.attributes().size();
    }

    private static ResponseBodyFeature body(HttpContext context) {
        return context.features().require(ResponseBodyFeature.class);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
