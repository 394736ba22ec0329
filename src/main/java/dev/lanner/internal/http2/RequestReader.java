package dev.lanner.internal.http2;

import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.TargetReader;
import dev.lanner.internal.hpack.FieldFault;
import dev.lanner.internal.hpack.FieldLimits;
import dev.lanner.internal.hpack.FieldSink;
import dev.lanner.internal.hpack.HpackDecoder;
import dev.lanner.internal.hpack.HpackException;
import dev.lanner.internal.hpack.PseudoHeader;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes requests of field sections (RFC 9113 §8.3). A section is first decoded as a whole, so that the tables stay equal
 * and whatever is wrong with it costs its stream alone; then it is judged. A block that is the one before is neither decoded
 * nor judged again.
 *
 * <p>Used by the connection's thread only.
 */
final class RequestReader implements FieldSink {
    private static final int INITIAL_CAPACITY = 16;
    private static final int CAPACITY_KEPT = 32;
    private static final HeaderName[] NO_NAMES = {};
    private static final String[] NO_VALUES = {};

    private final Limits limits;
    private final String scheme;
    private final boolean otherSchemes;
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldLimits headerLimits;
    private final FieldLimits trailerLimits;
    private final int tableBytes;

    // Of the section that was read last.
    private final Map<PseudoHeader, String> pseudo = new EnumMap<>(PseudoHeader.class);
    private HeaderName[] names = NO_NAMES;
    private String[] values = NO_VALUES;
    private int size;
    private int cookie;
    private Set<HeaderName> secrets = Set.of();
    private boolean trailer;
    private FieldFault fault;
    private Http2Rule rule;

    /** What it was read from, unless it is of trailers. */
    private final LastBlock last = new LastBlock();

    /** The request that it is; null if it was not asked for, or is none. */
    private RequestHead lastHead;

    private boolean lastEndStream;

    /** The authority that was found well-formed last: most connections name one only. */
    private String knownAuthority = "";

    RequestReader(ServerOptions options, String scheme) {
        this.limits = options.limits();
        this.scheme = scheme;
        this.otherSchemes = options.otherSchemes();
        this.tableBytes = options.http2().headerTableBytes();
        this.headerLimits = new FieldLimits(limits.headerBytes(), limits.headerCount());
        this.trailerLimits = new FieldLimits(limits.trailerBytes(), limits.trailerCount());
    }

    /** The client knows our SETTINGS_HEADER_TABLE_SIZE, and keeps to it from now on (RFC 9113 §4.3.1). */
    void settingsAcknowledged() {
        decoder.allowTable(tableBytes);
    }

    /** Decodes a section, whatever will become of it. */
    void read(byte[] block, int length, boolean isTrailer) throws IOException {
        if (!isTrailer && last.is(block, length, decoder.tableVersion())) {
            return;
        }
        last.forget();
        lastHead = null;
        trailer = isTrailer;
        pseudo.clear();
        if (names.length > CAPACITY_KEPT) {
            names = NO_NAMES;
            values = NO_VALUES;
        }
        size = 0;
        cookie = -1;
        secrets = Set.of();
        rule = null;
        long tableVersion = decoder.tableVersion();
        try {
            fault = decoder.decode(block, 0, length, isTrailer ? trailerLimits : headerLimits, this);
            if (!isTrailer && tableVersion == decoder.tableVersion()) {
                last.keep(block, length, tableVersion);
            }
        } catch (HpackException broken) {
            throw (broken.rule().isLimit() ? Http2Rule.FIELD_BLOCK_FAR_TOO_LARGE : Http2Rule.FIELD_BLOCK_MALFORMED)
                    .brokenOn(0, broken.rule());
        }
    }

    @Override
    public void pseudoHeader(PseudoHeader name, String value, boolean neverIndexed) {
        if (size > 0) {
            broke(Http2Rule.PSEUDO_BEHIND_FIELD);
        } else if (name == PseudoHeader.STATUS) {
            broke(Http2Rule.PSEUDO_UNKNOWN);
        } else if (pseudo.put(name, value) != null) {
            broke(Http2Rule.PSEUDO_REPEATED);
        }
    }

    @Override
    public void field(HeaderName name, String value, boolean neverIndexed) {
        if (name == HeaderName.CONNECTION
                || name == HeaderName.KEEP_ALIVE
                || name == HeaderName.PROXY_CONNECTION
                || name == HeaderName.TRANSFER_ENCODING
                || name == HeaderName.UPGRADE
                || name == HeaderName.TE && !value.equalsIgnoreCase("trailers")) {
            broke(Http2Rule.FIELD_OF_CONNECTION);
            return;
        }
        if (neverIndexed && !name.isSecret()) {
            secrets = secrets.isEmpty() ? new HashSet<>() : secrets;
            secrets.add(name);
        }
        if (name == HeaderName.COOKIE && cookie >= 0) {
            values[cookie] = values[cookie] + "; " + value;
            return;
        }
        if (size == names.length) {
            int larger = Math.max(INITIAL_CAPACITY, size * 2);
            names = Arrays.copyOf(names, larger);
            values = Arrays.copyOf(values, larger);
        }
        if (name == HeaderName.COOKIE) {
            cookie = size;
        }
        names[size] = name;
        values[size++] = value;
    }

    private void broke(Http2Rule broken) {
        if (rule == null) {
            rule = broken;
        }
    }

    /**
     * The request of the section that was read last.
     *
     * @param endStream whether no content follows
     * @throws Http2Exception if it is malformed, which costs the stream
     * @throws BadRequestException if it is well-formed and answered by an error
     */
    RequestHead head(int streamId, boolean endStream) throws IOException {
        if (lastHead == null || lastEndStream != endStream) {
            lastHead = judge(streamId, endStream);
            lastEndStream = endStream;
        }
        return lastHead;
    }

    private RequestHead judge(int streamId, boolean endStream) throws IOException {
        requireWellFormed(streamId);
        String methodText = pseudo.get(PseudoHeader.METHOD);
        if (methodText == null) {
            throw Http2Rule.PSEUDO_MISSING.brokenOn(streamId);
        }
        if (!FieldRules.isToken(methodText)) {
            throw Http2Rule.FIELD_MALFORMED.brokenOn(streamId);
        }
        HttpMethod method = HttpMethod.of(methodText);
        Headers headers = fields();
        BodyLength length = length(headers, streamId, endStream);
        String authority = authority(headers, streamId);
        RequestTarget target = target(method, authority, streamId);
        boolean expects = FieldRules.expectsContinue(headers) && !endStream;
        return new RequestHead(HttpVersion.HTTP_2, method, scheme, target, authority, headers, length, expects);
    }

    private Headers fields() {
        return Headers.received(Arrays.copyOf(names, size), Arrays.copyOf(values, size), size, secrets);
    }

    private void requireWellFormed(int streamId) throws IOException {
        if (fault != null && fault.isLimit()) {
            throw limitRule(fault == FieldFault.FIELDS_TOO_MANY).broken();
        }
        if (fault != null) {
            boolean unknown = fault == FieldFault.PSEUDO_HEADER_UNKNOWN;
            throw (unknown ? Http2Rule.PSEUDO_UNKNOWN : Http2Rule.FIELD_MALFORMED).brokenOn(streamId, fault);
        }
        if (rule != null) {
            throw rule.brokenOn(streamId);
        }
    }

    private HttpRule limitRule(boolean tooMany) {
        if (trailer) {
            return tooMany ? HttpRule.TRAILER_TOO_MANY_FIELDS : HttpRule.TRAILER_TOO_LARGE;
        }
        return tooMany ? HttpRule.HEADER_TOO_MANY_FIELDS : HttpRule.HEADER_TOO_LARGE;
    }

    private static BodyLength length(Headers headers, int streamId, boolean endStream) throws IOException {
        String declared = headers.first(HeaderName.CONTENT_LENGTH);
        if (declared == null) {
            return endStream ? BodyLength.NONE : BodyLength.OPEN;
        }
        long bytes = FieldRules.contentLength(declared);
        if (bytes < 0 || headers.count(HeaderName.CONTENT_LENGTH) > 1 || endStream && bytes > 0) {
            throw Http2Rule.CONTENT_LENGTH_WRONG.brokenOn(streamId);
        }
        return endStream ? BodyLength.NONE : new BodyLength.Known(bytes);
    }

    /** {@code :authority}, else Host; both must say the same (§8.3.1). */
    private String authority(Headers headers, int streamId) throws Http2Exception {
        String authority = pseudo.get(PseudoHeader.AUTHORITY);
        String host = headers.first(HeaderName.HOST);
        boolean clear = headers.count(HeaderName.HOST) <= 1
                && (authority != null || host != null)
                && (authority == null || host == null || authority.equalsIgnoreCase(host));
        String named = authority != null ? authority : host;
        if (!clear || named.isEmpty() || !isAuthority(named)) {
            throw Http2Rule.AUTHORITY_UNCLEAR.brokenOn(streamId);
        }
        return named;
    }

    private boolean isAuthority(String named) {
        if (named.equals(knownAuthority)) {
            return true;
        }
        boolean fits = Authority.parse(named) != null;
        knownAuthority = fits ? named : knownAuthority;
        return fits;
    }

    private RequestTarget target(HttpMethod method, String authority, int streamId) throws IOException {
        String path = pseudo.get(PseudoHeader.PATH);
        boolean extended = pseudo.containsKey(PseudoHeader.PROTOCOL);
        if (method.equals(HttpMethod.CONNECT) && !extended) {
            if (path != null
                    || pseudo.containsKey(PseudoHeader.SCHEME)
                    || !pseudo.containsKey(PseudoHeader.AUTHORITY)) {
                throw Http2Rule.CONNECT_MALFORMED.brokenOn(streamId);
            }
            return TargetReader.read(authority, method);
        }
        if (extended && !method.equals(HttpMethod.CONNECT)) {
            throw Http2Rule.PROTOCOL_WITHOUT_CONNECT.brokenOn(streamId);
        }
        String named = pseudo.get(PseudoHeader.SCHEME);
        if (path == null || path.isEmpty() || named == null) {
            throw Http2Rule.PSEUDO_MISSING.brokenOn(streamId);
        }
        if (!named.equals(scheme) && !(otherSchemes && (named.equals("http") || named.equals("https")))) {
            throw Http2Rule.SCHEME_OF_ANOTHER_CONNECTION.brokenOn(streamId);
        }
        if (path.length() > limits.requestLineBytes()) {
            throw HttpRule.TARGET_TOO_LONG.broken();
        }
        if (!path.startsWith("/") && !path.equals("*")) {
            throw HttpRule.TARGET_MALFORMED.broken();
        }
        return TargetReader.read(path, extended ? HttpMethod.GET : method);
    }

    /** The connection rests: keeps nothing of the last request. */
    void rest() {
        last.rest();
        lastHead = null;
        pseudo.clear();
        names = NO_NAMES;
        values = NO_VALUES;
        size = 0;
        secrets = Set.of();
        knownAuthority = "";
        decoder.rest();
    }

    /** What an extended CONNECT names (RFC 8441 §4), of the section that was read last; null if it is none. */
    String protocol() {
        return pseudo.get(PseudoHeader.PROTOCOL);
    }

    /** The trailers of the section that was read last, without those that may not be trailers. */
    Headers trailers(int streamId) throws IOException {
        requireWellFormed(streamId);
        if (!pseudo.isEmpty()) {
            throw Http2Rule.PSEUDO_IN_TRAILERS.brokenOn(streamId);
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!FieldRules.isForbiddenInTrailers(names[i])) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        size = kept;
        return fields();
    }
}
