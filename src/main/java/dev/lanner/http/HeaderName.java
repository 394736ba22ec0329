package dev.lanner.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a field (RFC 9110 §5.1): a token, compared without regard to case.
 *
 * <p>The names that are common in HTTP are constants, and {@link #of(String)} always answers with the constant for
 * them, however they were written. So {@code ==} tells known names apart, and a parser that has met a known name holds
 * no string of its own.
 *
 * <p>Immutable.
 */
public final class HeaderName {
    private static final List<HeaderName> ALL_KNOWN = new ArrayList<>(96);

    /** {@code Accept} (RFC 9110 §12.5.1). */
    public static final HeaderName ACCEPT = known("Accept");

    /** {@code Accept-Charset} (RFC 9110 §12.5.2). */
    public static final HeaderName ACCEPT_CHARSET = known("Accept-Charset");

    /** {@code Accept-Encoding} (RFC 9110 §12.5.3). */
    public static final HeaderName ACCEPT_ENCODING = known("Accept-Encoding");

    /** {@code Accept-Language} (RFC 9110 §12.5.4). */
    public static final HeaderName ACCEPT_LANGUAGE = known("Accept-Language");

    /** {@code Accept-Ranges} (RFC 9110 §14.3). */
    public static final HeaderName ACCEPT_RANGES = known("Accept-Ranges");

    /** {@code Access-Control-Allow-Origin} (Fetch §3.3.3). */
    public static final HeaderName ACCESS_CONTROL_ALLOW_ORIGIN = known("Access-Control-Allow-Origin");

    /** {@code Age} (RFC 9111 §5.1). */
    public static final HeaderName AGE = known("Age");

    /** {@code Allow} (RFC 9110 §10.2.1). */
    public static final HeaderName ALLOW = known("Allow");

    /** {@code Alt-Svc} (RFC 7838 §3). */
    public static final HeaderName ALT_SVC = known("Alt-Svc");

    /** {@code Authorization} (RFC 9110 §11.6.2). */
    public static final HeaderName AUTHORIZATION = known("Authorization");

    /** {@code Cache-Control} (RFC 9111 §5.2). */
    public static final HeaderName CACHE_CONTROL = known("Cache-Control");

    /** {@code Connection} (RFC 9110 §7.6.1). */
    public static final HeaderName CONNECTION = known("Connection");

    /** {@code Content-Disposition} (RFC 6266). */
    public static final HeaderName CONTENT_DISPOSITION = known("Content-Disposition");

    /** {@code Content-Encoding} (RFC 9110 §8.4). */
    public static final HeaderName CONTENT_ENCODING = known("Content-Encoding");

    /** {@code Content-Language} (RFC 9110 §8.5). */
    public static final HeaderName CONTENT_LANGUAGE = known("Content-Language");

    /** {@code Content-Length} (RFC 9110 §8.6). */
    public static final HeaderName CONTENT_LENGTH = known("Content-Length");

    /** {@code Content-Location} (RFC 9110 §8.7). */
    public static final HeaderName CONTENT_LOCATION = known("Content-Location");

    /** {@code Content-Range} (RFC 9110 §14.4). */
    public static final HeaderName CONTENT_RANGE = known("Content-Range");

    /** {@code Content-Security-Policy} (CSP 3 §3.1). */
    public static final HeaderName CONTENT_SECURITY_POLICY = known("Content-Security-Policy");

    /** {@code Content-Type} (RFC 9110 §8.3). */
    public static final HeaderName CONTENT_TYPE = known("Content-Type");

    /** {@code Cookie} (RFC 6265 §4.2). */
    public static final HeaderName COOKIE = known("Cookie");

    /** {@code Date} (RFC 9110 §6.6.1). */
    public static final HeaderName DATE = known("Date");

    /** {@code ETag} (RFC 9110 §8.8.3). */
    public static final HeaderName ETAG = known("ETag");

    /** {@code Expect} (RFC 9110 §10.1.1). */
    public static final HeaderName EXPECT = known("Expect");

    /** {@code Expires} (RFC 9111 §5.3). */
    public static final HeaderName EXPIRES = known("Expires");

    /** {@code Forwarded} (RFC 7239 §4). */
    public static final HeaderName FORWARDED = known("Forwarded");

    /** {@code From} (RFC 9110 §10.1.2). */
    public static final HeaderName FROM = known("From");

    /** {@code Host} (RFC 9110 §7.2). */
    public static final HeaderName HOST = known("Host");

    /** {@code If-Match} (RFC 9110 §13.1.1). */
    public static final HeaderName IF_MATCH = known("If-Match");

    /** {@code If-Modified-Since} (RFC 9110 §13.1.3). */
    public static final HeaderName IF_MODIFIED_SINCE = known("If-Modified-Since");

    /** {@code If-None-Match} (RFC 9110 §13.1.2). */
    public static final HeaderName IF_NONE_MATCH = known("If-None-Match");

    /** {@code If-Range} (RFC 9110 §13.1.5). */
    public static final HeaderName IF_RANGE = known("If-Range");

    /** {@code If-Unmodified-Since} (RFC 9110 §13.1.4). */
    public static final HeaderName IF_UNMODIFIED_SINCE = known("If-Unmodified-Since");

    /** {@code Keep-Alive} (RFC 2068 §19.7.1). */
    public static final HeaderName KEEP_ALIVE = known("Keep-Alive");

    /** {@code Last-Modified} (RFC 9110 §8.8.2). */
    public static final HeaderName LAST_MODIFIED = known("Last-Modified");

    /** {@code Link} (RFC 8288 §3). */
    public static final HeaderName LINK = known("Link");

    /** {@code Location} (RFC 9110 §10.2.2). */
    public static final HeaderName LOCATION = known("Location");

    /** {@code Max-Forwards} (RFC 9110 §7.6.2). */
    public static final HeaderName MAX_FORWARDS = known("Max-Forwards");

    /** {@code Origin} (RFC 6454 §7). */
    public static final HeaderName ORIGIN = known("Origin");

    /** {@code Pragma} (RFC 9111 §5.4). */
    public static final HeaderName PRAGMA = known("Pragma");

    /** {@code Priority} (RFC 9218 §5). */
    public static final HeaderName PRIORITY = known("Priority");

    /** {@code Proxy-Authenticate} (RFC 9110 §11.7.1). */
    public static final HeaderName PROXY_AUTHENTICATE = known("Proxy-Authenticate");

    /** {@code Proxy-Authorization} (RFC 9110 §11.7.2). */
    public static final HeaderName PROXY_AUTHORIZATION = known("Proxy-Authorization");

    /** {@code Proxy-Connection}: never a standard; a connection-specific field all the same (RFC 9113 §8.2.2). */
    public static final HeaderName PROXY_CONNECTION = known("Proxy-Connection");

    /** {@code Range} (RFC 9110 §14.2). */
    public static final HeaderName RANGE = known("Range");

    /** {@code Referer} (RFC 9110 §10.1.3). */
    public static final HeaderName REFERER = known("Referer");

    /** {@code Referrer-Policy} (Referrer Policy §4.1). */
    public static final HeaderName REFERRER_POLICY = known("Referrer-Policy");

    /** {@code Retry-After} (RFC 9110 §10.2.3). */
    public static final HeaderName RETRY_AFTER = known("Retry-After");

    /** {@code Sec-CH-UA} (User-Agent Client Hints §3.1). */
    public static final HeaderName SEC_CH_UA = known("Sec-CH-UA");

    /** {@code Sec-CH-UA-Mobile} (User-Agent Client Hints §3.6). */
    public static final HeaderName SEC_CH_UA_MOBILE = known("Sec-CH-UA-Mobile");

    /** {@code Sec-CH-UA-Platform} (User-Agent Client Hints §3.8). */
    public static final HeaderName SEC_CH_UA_PLATFORM = known("Sec-CH-UA-Platform");

    /** {@code Sec-Fetch-Dest} (Fetch Metadata §2.1). */
    public static final HeaderName SEC_FETCH_DEST = known("Sec-Fetch-Dest");

    /** {@code Sec-Fetch-Mode} (Fetch Metadata §2.2). */
    public static final HeaderName SEC_FETCH_MODE = known("Sec-Fetch-Mode");

    /** {@code Sec-Fetch-Site} (Fetch Metadata §2.3). */
    public static final HeaderName SEC_FETCH_SITE = known("Sec-Fetch-Site");

    /** {@code Sec-Fetch-User} (Fetch Metadata §2.4). */
    public static final HeaderName SEC_FETCH_USER = known("Sec-Fetch-User");

    /** {@code Sec-WebSocket-Accept} (RFC 6455 §11.3.3). */
    public static final HeaderName SEC_WEBSOCKET_ACCEPT = known("Sec-WebSocket-Accept");

    /** {@code Sec-WebSocket-Key} (RFC 6455 §11.3.1). */
    public static final HeaderName SEC_WEBSOCKET_KEY = known("Sec-WebSocket-Key");

    /** {@code Sec-WebSocket-Protocol} (RFC 6455 §11.3.4). */
    public static final HeaderName SEC_WEBSOCKET_PROTOCOL = known("Sec-WebSocket-Protocol");

    /** {@code Sec-WebSocket-Version} (RFC 6455 §11.3.5). */
    public static final HeaderName SEC_WEBSOCKET_VERSION = known("Sec-WebSocket-Version");

    /** {@code Server} (RFC 9110 §10.2.4). */
    public static final HeaderName SERVER = known("Server");

    /** {@code Set-Cookie} (RFC 6265 §4.1). */
    public static final HeaderName SET_COOKIE = known("Set-Cookie");

    /** {@code Strict-Transport-Security} (RFC 6797 §6.1). */
    public static final HeaderName STRICT_TRANSPORT_SECURITY = known("Strict-Transport-Security");

    /** {@code TE} (RFC 9110 §10.1.4). */
    public static final HeaderName TE = known("TE");

    /** {@code Trailer} (RFC 9110 §6.6.2). */
    public static final HeaderName TRAILER = known("Trailer");

    /** {@code Transfer-Encoding} (RFC 9112 §6.1). */
    public static final HeaderName TRANSFER_ENCODING = known("Transfer-Encoding");

    /** {@code Upgrade} (RFC 9110 §7.8). */
    public static final HeaderName UPGRADE = known("Upgrade");

    /** {@code Upgrade-Insecure-Requests} (Upgrade Insecure Requests §3.2.1). */
    public static final HeaderName UPGRADE_INSECURE_REQUESTS = known("Upgrade-Insecure-Requests");

    /** {@code User-Agent} (RFC 9110 §10.1.5). */
    public static final HeaderName USER_AGENT = known("User-Agent");

    /** {@code Vary} (RFC 9110 §12.5.5). */
    public static final HeaderName VARY = known("Vary");

    /** {@code Via} (RFC 9110 §7.6.3). */
    public static final HeaderName VIA = known("Via");

    /** {@code WWW-Authenticate} (RFC 9110 §11.6.1). */
    public static final HeaderName WWW_AUTHENTICATE = known("WWW-Authenticate");

    /** {@code X-Content-Type-Options} (Fetch §3.6). */
    public static final HeaderName X_CONTENT_TYPE_OPTIONS = known("X-Content-Type-Options");

    /** {@code X-Forwarded-For}: the de facto list of client addresses. */
    public static final HeaderName X_FORWARDED_FOR = known("X-Forwarded-For");

    /** {@code X-Forwarded-Host}: the de facto name of the original authority. */
    public static final HeaderName X_FORWARDED_HOST = known("X-Forwarded-Host");

    /** {@code X-Forwarded-Prefix}: the de facto name of the path that a proxy took away. */
    public static final HeaderName X_FORWARDED_PREFIX = known("X-Forwarded-Prefix");

    /** {@code X-Forwarded-Proto}: the de facto name of the original scheme. */
    public static final HeaderName X_FORWARDED_PROTO = known("X-Forwarded-Proto");

    /** Open addressing, at most one third full, so that a name is found at its first or second place. */
    private static final HeaderName[] TABLE = table();

    private final String name;
    private final String lowerCase;
    private final byte[] ascii;
    private final int hash;
    private final int index;

    private HeaderName(String name, int index) {
        this.name = name;
        this.lowerCase = toLowerCase(name);
        this.ascii = name.getBytes(StandardCharsets.ISO_8859_1);
        this.hash = hash(ascii, 0, ascii.length);
        this.index = index;
    }

    private static HeaderName known(String name) {
        HeaderName known = new HeaderName(name, ALL_KNOWN.size());
        ALL_KNOWN.add(known);
        return known;
    }

    private static HeaderName[] table() {
        HeaderName[] table = new HeaderName[Integer.highestOneBit(ALL_KNOWN.size()) * 4];
        for (HeaderName name : ALL_KNOWN) {
            int slot = name.hash & table.length - 1;
            while (table[slot] != null) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = name;
        }
        return table;
    }

    /**
     * The name that a text spells.
     *
     * @param name a token of at least one character (RFC 9110 §5.6.2), in any case
     * @return the constant for a known name, else a name of its own that keeps the case in which it was written
     * @throws IllegalArgumentException if {@code name} is empty or has a character that a token may not have
     */
    public static HeaderName of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (!Tokens.isToken(name)) {
            throw new IllegalArgumentException(
                    "\"" + Tokens.printable(name) + "\" is not a field name: a name is one or more token characters");
        }
        HeaderName known = find(bytes, 0, bytes.length);
        return known != null ? known : new HeaderName(name, -1);
    }

    /**
     * The name that some bytes spell. For parsers: nothing is allocated for a known name.
     *
     * @param bytes the array that holds the name; it is not kept
     * @param from where the name begins
     * @param length how many bytes it has, at least 1; the caller has checked that each is a token character
     * @return the constant for a known name, else a name of its own
     */
    public static HeaderName of(byte[] bytes, int from, int length) {
        HeaderName known = find(bytes, from, length);
        return known != null ? known : new HeaderName(new String(bytes, from, length, StandardCharsets.ISO_8859_1), -1);
    }

    private static HeaderName find(byte[] bytes, int from, int length) {
        for (int slot = hash(bytes, from, length) & TABLE.length - 1; ; slot = slot + 1 & TABLE.length - 1) {
            HeaderName candidate = TABLE[slot];
            if (candidate == null || candidate.spells(bytes, from, length)) {
                return candidate;
            }
        }
    }

    /** Over the length and a few letters only: enough for the known names, and no more work for a long unknown one. */
    private static int hash(byte[] bytes, int from, int length) {
        int first = bytes[from] | 0x20;
        int middle = bytes[from + (length >> 1)] | 0x20;
        int last = bytes[from + length - 1] | 0x20;
        int hash = ((first * 31 + middle) * 31 + last) * 31 + length;
        return hash ^ hash >>> 7;
    }

    private boolean spells(byte[] bytes, int from, int length) {
        if (ascii.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (ascii[i] != bytes[from + i] && lower(ascii[i]) != lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b;
    }

    private static String toLowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return name.toLowerCase(java.util.Locale.ROOT);
            }
        }
        return name;
    }

    /**
     * The name in lower case, as HTTP/2 writes it (RFC 9113 §8.2.1).
     *
     * @return the name in lower case
     */
    public String lowerCase() {
        return lowerCase;
    }

    /**
     * Whether the field's values are credentials, whoever sends them: those of {@code Authorization}, {@code Proxy-Authorization},
     * {@code Cookie} and {@code Set-Cookie}. They are masked in logs, and HTTP/2 keeps them out of its compression's tables.
     *
     * @return true for those four
     * @see Headers#markSecret(HeaderName)
     */
    public boolean isSecret() {
        return this == AUTHORIZATION || this == PROXY_AUTHORIZATION || this == COOKIE || this == SET_COOKIE;
    }

    /**
     * Where a known name stands in the list of known names; for tables beside this class.
     *
     * @return from 0 to {@link #knownCount()} - 1, or -1 for a name that is not a constant here
     */
    public int index() {
        return index;
    }

    /**
     * How many names are constants here.
     *
     * @return one more than the greatest {@link #index()}
     */
    public static int knownCount() {
        return ALL_KNOWN.size();
    }

    /**
     * Writes the name's bytes as HTTP/1.1 writes them.
     *
     * @param target where they go
     * @param at the first byte's place; {@link #length()} bytes must fit
     * @return the place behind the last byte
     */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(ascii, 0, target, at, ascii.length);
        return at + ascii.length;
    }

    /**
     * How many bytes the name has on the wire.
     *
     * @return at least 1
     */
    public int length() {
        return ascii.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof HeaderName that
                        && index < 0
                        && that.index < 0
                        && hash == that.hash
                        && lowerCase.equals(that.lowerCase);
    }

    @Override
    public int hashCode() {
        return lowerCase.hashCode();
    }

    /** The name as it was first written: for a known name, as its RFC spells it. */
    @Override
    public String toString() {
        return name;
    }
}
