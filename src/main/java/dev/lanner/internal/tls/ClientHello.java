package dev.lanner.internal.tls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What is asked in a client's first message (RFC 8446 §4.1.2), read before there is an engine, since the name in it
 * decides which one there will be. Only the engine judges the rest of it.
 *
 * @param serverName the host that is asked for, in lower case; empty if none is
 */
record ClientHello(String serverName) {
    /** What the Java machine takes at most for a message of a handshake. */
    static final int MESSAGE_MAX = 32_768;

    /** With the headers of its records, which may be short ones. */
    static final int WIRE_MAX = 40_960;

    static final byte RECORD_HANDSHAKE = 22;

    private static final int RECORD_HEADER = 5;
    private static final int RECORD_MAX = 16_384;
    private static final int MESSAGE_HEADER = 4;

    /** As many as the rest of the handshake may take by default. */
    private static final int RECORDS_MAX = 64;

    /**
     * Reads the message from the records that are there. Before it is complete, nothing is copied: a client that sends it
     * byte by byte must not make us work for each.
     *
     * @return null if it is not complete
     */
    static ClientHello read(byte[] bytes, int length) throws TlsException {
        if (length > 0 && bytes[0] != RECORD_HANDSHAKE || length > 1 && bytes[1] != 3) {
            throw TlsRule.NOT_TLS.broken();
        }
        byte[] header = new byte[MESSAGE_HEADER];
        int known = 0;
        int there = 0;
        int at = 0;
        for (int records = 1; at + RECORD_HEADER <= length; records++) {
            int fragment = (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
            if (fragment > RECORD_MAX) {
                throw TlsRule.RECORD_TOO_LARGE.broken();
            }
            if (bytes[at] != RECORD_HANDSHAKE || fragment == 0 || records > RECORDS_MAX) {
                throw TlsRule.CLIENT_HELLO_MALFORMED.broken();
            }
            int count = Math.min(fragment, length - at - RECORD_HEADER);
            for (int i = 0; i < count && known < MESSAGE_HEADER; i++) {
                header[known++] = bytes[at + RECORD_HEADER + i];
            }
            there += count;
            if (known == MESSAGE_HEADER && there >= MESSAGE_HEADER + claimedSize(header)) {
                return new Reader(message(bytes, MESSAGE_HEADER + claimedSize(header))).hello();
            }
            at += RECORD_HEADER + fragment;
        }
        if (length >= WIRE_MAX) {
            throw TlsRule.CLIENT_HELLO_TOO_LARGE.broken();
        }
        return null;
    }

    /** The message without the headers of its records, all of which are there. */
    private static byte[] message(byte[] bytes, int size) {
        byte[] message = new byte[size];
        int at = 0;
        for (int done = 0; done < size; ) {
            int fragment = (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
            int count = Math.min(fragment, size - done);
            System.arraycopy(bytes, at + RECORD_HEADER, message, done, count);
            done += count;
            at += RECORD_HEADER + fragment;
        }
        return message;
    }

    private static int claimedSize(byte[] message) throws TlsException {
        if (message[0] != 1) {
            throw TlsRule.CLIENT_HELLO_MALFORMED.broken();
        }
        int size = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
        if (size > MESSAGE_MAX) {
            throw TlsRule.CLIENT_HELLO_TOO_LARGE.broken();
        }
        return size;
    }

    /** Walks through a message, and never past its end. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;
        private int end;

        Reader(byte[] message) {
            this.bytes = message;
            this.at = MESSAGE_HEADER;
            this.end = message.length;
        }

        ClientHello hello() throws TlsException {
            skip(2 + 32);
            skip(number(1));
            skip(number(2));
            skip(number(1));
            if (at == end) {
                return new ClientHello("");
            }
            if (number(2) != end - at) {
                throw TlsRule.CLIENT_HELLO_MALFORMED.broken();
            }
            while (at < end) {
                int type = number(2);
                int size = number(2);
                if (type == 0) {
                    require(size);
                    end = at + size;
                    return new ClientHello(serverName());
                }
                skip(size);
            }
            return new ClientHello("");
        }

        /** RFC 6066 §3: a list, of which each entry has a kind; the kind 0 is a host name. */
        private String serverName() throws TlsException {
            if (number(2) != end - at) {
                throw TlsRule.CLIENT_HELLO_MALFORMED.broken();
            }
            while (at < end) {
                int kind = number(1);
                int size = number(2);
                if (kind == 0) {
                    require(size);
                    return new String(bytes, at, size, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                }
                skip(size);
            }
            return "";
        }

        private int number(int width) throws TlsException {
            require(width);
            int number = 0;
            for (int i = 0; i < width; i++) {
                number = number << 8 | bytes[at++] & 0xff;
            }
            return number;
        }

        private void skip(int count) throws TlsException {
            require(count);
            at += count;
        }

        private void require(int count) throws TlsException {
            if (count > end - at) {
                throw TlsRule.CLIENT_HELLO_MALFORMED.broken();
            }
        }
    }
}
