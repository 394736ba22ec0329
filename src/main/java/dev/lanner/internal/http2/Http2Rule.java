package dev.lanner.internal.http2;

import static dev.lanner.internal.http2.ErrorCode.COMPRESSION_ERROR;
import static dev.lanner.internal.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static dev.lanner.internal.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static dev.lanner.internal.http2.ErrorCode.FRAME_SIZE_ERROR;
import static dev.lanner.internal.http2.ErrorCode.INADEQUATE_SECURITY;
import static dev.lanner.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.lanner.internal.http2.ErrorCode.REFUSED_STREAM;
import static dev.lanner.internal.http2.Http2Rule.Scope.CONNECTION;
import static dev.lanner.internal.http2.Http2Rule.Scope.STREAM;

import dev.lanner.server.Rule;

/** The rules of RFC 9113 that a client can break, each with what it costs: a stream, or the connection. */
public enum Http2Rule implements Rule {
    /** The connection does not begin with the preface. */
    PREFACE_MALFORMED("RFC 9113 §3.4", CONNECTION, PROTOCOL_ERROR),
    /** The preface is not followed by SETTINGS. */
    PREFACE_WITHOUT_SETTINGS("RFC 9113 §3.4", CONNECTION, PROTOCOL_ERROR),
    /** The version of TLS, or its cipher suite, is not safe enough. */
    SECURITY_INADEQUATE("RFC 9113 §9.2", CONNECTION, INADEQUATE_SECURITY),
    /** The preface or a frame was not complete in time. */
    FRAME_TOO_SLOW("Limits.requestHeadTimeout", CONNECTION, ENHANCE_YOUR_CALM),
    /** A frame is longer than we allow. */
    FRAME_TOO_LARGE("RFC 9113 §4.2", CONNECTION, FRAME_SIZE_ERROR),
    /** A frame is too short for what it must have, by its flags. */
    FRAME_TOO_SHORT("RFC 9113 §4.2", CONNECTION, FRAME_SIZE_ERROR),
    /** A field block can't be decompressed. */
    FIELD_BLOCK_MALFORMED("RFC 9113 §4.3", CONNECTION, COMPRESSION_ERROR),
    /** A field block is twice as large as we allow: we don't even go on decoding it. */
    FIELD_BLOCK_FAR_TOO_LARGE("Limits.headerBytes", CONNECTION, ENHANCE_YOUR_CALM),
    /** Another frame stands between HEADERS and its CONTINUATION. */
    FIELD_BLOCK_INTERRUPTED("RFC 9113 §4.3", CONNECTION, PROTOCOL_ERROR),
    /** CONTINUATION without HEADERS before it. */
    CONTINUATION_UNEXPECTED("RFC 9113 §6.10", CONNECTION, PROTOCOL_ERROR),
    /** A field block in more frames than we allow. */
    CONTINUATION_TOO_MANY("Http2Limits.continuations", CONNECTION, ENHANCE_YOUR_CALM),
    /** A client's stream has an even number. */
    STREAM_NUMBER_EVEN("RFC 9113 §5.1.1", CONNECTION, PROTOCOL_ERROR),
    /** A stream's number is lower than one that was used. */
    STREAM_NUMBER_DECREASES("RFC 9113 §5.1.1", CONNECTION, PROTOCOL_ERROR),
    /** A frame that only streams have, on the connection. */
    STREAM_FRAME_ON_CONNECTION("RFC 9113 §6", CONNECTION, PROTOCOL_ERROR),
    /** A frame that only the connection has, on a stream. */
    CONNECTION_FRAME_ON_STREAM("RFC 9113 §6", CONNECTION, PROTOCOL_ERROR),
    /** A frame on a stream that was never opened. */
    STREAM_IDLE("RFC 9113 §5.1", CONNECTION, PROTOCOL_ERROR),
    /** A frame on a stream that both sides have ended. */
    STREAM_CLOSED("RFC 9113 §5.1", CONNECTION, ErrorCode.STREAM_CLOSED),
    /** A frame on a stream that the client has reset itself. */
    STREAM_RESET_BY_CLIENT("RFC 9113 §5.1", STREAM, ErrorCode.STREAM_CLOSED),
    /** A frame on a stream that the client has ended. */
    STREAM_HALF_CLOSED("RFC 9113 §5.1", STREAM, ErrorCode.STREAM_CLOSED),
    /** More streams at once than we allow. */
    STREAMS_TOO_MANY("RFC 9113 §5.1.2", STREAM, REFUSED_STREAM),
    /** More padding than the frame has room for. */
    PADDING_TOO_LONG("RFC 9113 §6.1", CONNECTION, PROTOCOL_ERROR),
    /** PRIORITY without exactly 5 bytes. */
    PRIORITY_LENGTH("RFC 9113 §6.3", STREAM, FRAME_SIZE_ERROR),
    /** A stream depends on itself. */
    PRIORITY_OF_ITSELF("RFC 7540 §5.3.1", STREAM, PROTOCOL_ERROR),
    /** RST_STREAM without exactly 4 bytes. */
    RST_STREAM_LENGTH("RFC 9113 §6.4", CONNECTION, FRAME_SIZE_ERROR),
    /** SETTINGS whose length is no multiple of 6. */
    SETTINGS_LENGTH("RFC 9113 §6.5", CONNECTION, FRAME_SIZE_ERROR),
    /** An acknowledgement of SETTINGS that is not empty. */
    SETTINGS_ACK_LENGTH("RFC 9113 §6.5", CONNECTION, FRAME_SIZE_ERROR),
    /** More settings in one frame than we allow. */
    SETTINGS_TOO_MANY("Http2Limits.settings", CONNECTION, ENHANCE_YOUR_CALM),
    /** ENABLE_PUSH is neither 0 nor 1. */
    SETTING_ENABLE_PUSH("RFC 9113 §6.5.2", CONNECTION, PROTOCOL_ERROR),
    /** INITIAL_WINDOW_SIZE is above 2^31-1. */
    SETTING_INITIAL_WINDOW_SIZE("RFC 9113 §6.5.2", CONNECTION, FLOW_CONTROL_ERROR),
    /** MAX_FRAME_SIZE is not from 2^14 to 2^24-1. */
    SETTING_MAX_FRAME_SIZE("RFC 9113 §6.5.2", CONNECTION, PROTOCOL_ERROR),
    /** NO_RFC7540_PRIORITIES is neither 0 nor 1, or changes. */
    SETTING_NO_RFC7540_PRIORITIES("RFC 9218 §2.1", CONNECTION, PROTOCOL_ERROR),
    /** Our SETTINGS were not acknowledged in time. */
    SETTINGS_NOT_ACKNOWLEDGED("RFC 9113 §6.5.3", CONNECTION, ErrorCode.SETTINGS_TIMEOUT),
    /** PUSH_PROMISE from a client. */
    PUSH_PROMISE_FROM_CLIENT("RFC 9113 §8.4", CONNECTION, PROTOCOL_ERROR),
    /** PING without exactly 8 bytes. */
    PING_LENGTH("RFC 9113 §6.7", CONNECTION, FRAME_SIZE_ERROR),
    /** GOAWAY with fewer than 8 bytes. */
    GOAWAY_LENGTH("RFC 9113 §6.8", CONNECTION, FRAME_SIZE_ERROR),
    /** WINDOW_UPDATE without exactly 4 bytes. */
    WINDOW_UPDATE_LENGTH("RFC 9113 §6.9", CONNECTION, FRAME_SIZE_ERROR),
    /** WINDOW_UPDATE by nothing; on stream 0 it costs the connection. */
    WINDOW_UPDATE_ZERO("RFC 9113 §6.9", STREAM, PROTOCOL_ERROR),
    /** A window grows beyond 2^31-1; on stream 0 it costs the connection. */
    WINDOW_OVERFLOW("RFC 9113 §6.9.1", STREAM, FLOW_CONTROL_ERROR),
    /** More DATA than the window of the stream had room for. */
    WINDOW_EXCEEDED("RFC 9113 §6.9", STREAM, FLOW_CONTROL_ERROR),
    /** More DATA than the window of the connection had room for. */
    CONNECTION_WINDOW_EXCEEDED("RFC 9113 §6.9", CONNECTION, FLOW_CONTROL_ERROR),
    /** PRIORITY_UPDATE with fewer than 4 bytes. */
    PRIORITY_UPDATE_LENGTH("RFC 9218 §7.1", CONNECTION, FRAME_SIZE_ERROR),
    /** PRIORITY_UPDATE for a stream that no client can open. */
    PRIORITY_UPDATE_STREAM("RFC 9218 §7.1", CONNECTION, PROTOCOL_ERROR),
    /** A field's name has an upper-case letter or no token, or a value a control character. */
    FIELD_MALFORMED("RFC 9113 §8.2.1", STREAM, PROTOCOL_ERROR),
    /** A field that only a connection of HTTP/1.1 has. */
    FIELD_OF_CONNECTION("RFC 9113 §8.2.2", STREAM, PROTOCOL_ERROR),
    /** A pseudo-header field that requests don't have. */
    PSEUDO_UNKNOWN("RFC 9113 §8.3", STREAM, PROTOCOL_ERROR),
    /** A pseudo-header field behind a field. */
    PSEUDO_BEHIND_FIELD("RFC 9113 §8.3", STREAM, PROTOCOL_ERROR),
    /** A pseudo-header field twice. */
    PSEUDO_REPEATED("RFC 9113 §8.3", STREAM, PROTOCOL_ERROR),
    /** A request without :method, :scheme or :path, or with an empty :path. */
    PSEUDO_MISSING("RFC 9113 §8.3.1", STREAM, PROTOCOL_ERROR),
    /** :scheme is not the connection's. */
    SCHEME_OF_ANOTHER_CONNECTION("RFC 9113 §8.3.1", STREAM, PROTOCOL_ERROR),
    /** Neither :authority nor Host, or both and different. */
    AUTHORITY_UNCLEAR("RFC 9113 §8.3.1", STREAM, PROTOCOL_ERROR),
    /** CONNECT with :scheme or :path, or without :authority. */
    CONNECT_MALFORMED("RFC 9113 §8.5", STREAM, PROTOCOL_ERROR),
    /** HEADERS on a stream that is a tunnel. */
    HEADERS_IN_TUNNEL("RFC 9113 §8.5", STREAM, PROTOCOL_ERROR),
    /** :protocol without CONNECT. */
    PROTOCOL_WITHOUT_CONNECT("RFC 8441 §4", STREAM, PROTOCOL_ERROR),
    /** Trailers that don't end the stream. */
    TRAILERS_WITHOUT_END("RFC 9113 §8.1", STREAM, PROTOCOL_ERROR),
    /** A pseudo-header field among trailers. */
    PSEUDO_IN_TRAILERS("RFC 9113 §8.1", STREAM, PROTOCOL_ERROR),
    /** More or less content than Content-Length says. */
    CONTENT_LENGTH_WRONG("RFC 9113 §8.1.1", STREAM, PROTOCOL_ERROR),
    /** More useless work than a connection may make. */
    TOO_MUCH_USELESS_WORK("Http2Limits.misbehaviour", CONNECTION, ENHANCE_YOUR_CALM),
    /** The client makes us answer and does not read the answers. */
    ANSWERS_NOT_READ("RFC 9113 §10.5", CONNECTION, ENHANCE_YOUR_CALM);

    /** What a broken rule ends. */
    public enum Scope {
        STREAM,
        CONNECTION
    }

    private final String section;
    private final Scope scope;
    private final ErrorCode code;

    Http2Rule(String section, Scope scope, ErrorCode code) {
        this.section = section;
        this.scope = scope;
        this.code = code;
    }

    @Override
    public String section() {
        return section;
    }

    /** What it ends. */
    public Scope scope() {
        return scope;
    }

    /** What the client is told. */
    public ErrorCode code() {
        return code;
    }

    /** To be thrown. A rule of streams that is broken on stream 0 costs the connection. */
    Http2Exception brokenOn(int streamId) {
        return new Http2Exception(this, scope == Scope.CONNECTION ? 0 : streamId);
    }

    /** The same, with what exactly was broken. */
    Http2Exception brokenOn(int streamId, Rule detail) {
        return new Http2Exception(this, scope == Scope.CONNECTION ? 0 : streamId, detail);
    }
}
