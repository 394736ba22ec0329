package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.server.BadRequestException;
import java.util.Locale;

/**
 * Where a request's content ends (RFC 9112 §6.3). Whatever two recipients could understand differently is refused: that
 * difference is how requests are smuggled.
 */
final class Framing {
    private Framing() {}

    static BodyLength of(HttpMethod method, HttpVersion version, Headers headers) throws BadRequestException {
        String transferEncoding = headers.joined(HeaderName.TRANSFER_ENCODING);
        String contentLength = headers.first(HeaderName.CONTENT_LENGTH);
        if (method.equals(HttpMethod.CONNECT) && (transferEncoding != null || contentLength != null)) {
            throw Http1Rule.CONNECT_WITH_CONTENT.broken();
        }
        if (transferEncoding != null) {
            if (version == HttpVersion.HTTP_1_0) {
                throw Http1Rule.TRANSFER_ENCODING_IN_HTTP_1_0.broken();
            }
            if (contentLength != null) {
                throw Http1Rule.LENGTH_AND_TRANSFER_ENCODING.broken();
            }
            requireChunked(transferEncoding);
            return BodyLength.OPEN;
        }
        if (contentLength != null) {
            return contentLength(contentLength, headers);
        }
        if (version == HttpVersion.HTTP_1_0 && (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT))) {
            throw Http1Rule.LENGTH_REQUIRED.broken();
        }
        return BodyLength.NONE;
    }

    private static BodyLength contentLength(String value, Headers headers) throws BadRequestException {
        if (headers.count(HeaderName.CONTENT_LENGTH) > 1 || value.indexOf(',') >= 0) {
            throw HttpRule.CONTENT_LENGTH_REPEATED.broken();
        }
        long length = FieldRules.contentLength(value);
        if (length < 0) {
            throw HttpRule.CONTENT_LENGTH_MALFORMED.broken();
        }
        return new BodyLength.Known(length);
    }

    /** Exactly one coding, chunked; the other cases differ only in what is wrong with them. */
    private static void requireChunked(String value) throws BadRequestException {
        if (value.equals("chunked")) {
            return;
        }
        String[] codings = value.toLowerCase(Locale.ROOT).split(",", -1);
        boolean unknown = false;
        int chunked = 0;
        for (int i = 0; i < codings.length; i++) {
            String coding = codings[i].strip();
            if (coding.isEmpty() || !isCoding(coding)) {
                throw Http1Rule.TRANSFER_ENCODING_MALFORMED.broken();
            }
            if (coding.equals("chunked")) {
                chunked++;
            } else {
                unknown = true;
            }
            if (i == codings.length - 1 && !coding.equals("chunked")) {
                throw Http1Rule.TRANSFER_ENCODING_NOT_CHUNKED_LAST.broken();
            }
        }
        if (chunked > 1) {
            throw Http1Rule.TRANSFER_ENCODING_CHUNKED_TWICE.broken();
        }
        if (unknown) {
            throw Http1Rule.TRANSFER_ENCODING_UNKNOWN.broken();
        }
    }

    /** A token, perhaps with parameters, which are not looked at: such a coding is refused in any case. */
    private static boolean isCoding(String coding) {
        int semicolon = coding.indexOf(';');
        String name = semicolon < 0 ? coding : coding.substring(0, semicolon).strip();
        return FieldRules.isToken(name);
    }
}
