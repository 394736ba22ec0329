package dev.lanner.internal.server;

import dev.lanner.server.TrustedPeers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A header of the PROXY protocol, version 1 (a line of text) or 2 (binary), by which a proxy tells who its client is.
 *
 * @param client null if the proxy does not say, or speaks for itself
 * @param length how many bytes the header has
 */
record ProxyHeader(SocketAddress client, int length) {
    /** The most that a header may have, with all that version 2 may append. */
    static final int LENGTH_MAX = 4_096;

    private static final int LINE_MAX = 107;
    private static final byte[] LINE_BEGIN = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNIX_PATH = 108;
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");

    /** What a proxy sent is no such header. The message has nothing of it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private Malformed(String what) {
            super(what, null, false, false);
        }
    }

    /**
     * Reads a header from the first bytes of a connection.
     *
     * @param bytes the bytes
     * @param count how many there are
     * @return the header; null if more bytes are needed
     */
    static ProxyHeader parse(byte[] bytes, int count) throws Malformed {
        if (begins(bytes, count, SIGNATURE)) {
            return count < FIXED ? null : binary(bytes, count);
        }
        if (begins(bytes, count, LINE_BEGIN)) {
            return text(bytes, count);
        }
        throw new Malformed("neither version 1 nor 2");
    }

    /** Whether that is how it begins, as far as it has come. */
    private static boolean begins(byte[] bytes, int count, byte[] begin) {
        int both = Math.min(count, begin.length);
        return Arrays.equals(bytes, 0, both, begin, 0, both);
    }

    private static ProxyHeader text(byte[] bytes, int count) throws Malformed {
        for (int i = 0; i < Math.min(count, LINE_MAX); i++) {
            if (bytes[i] == '\n') {
                if (bytes[i - 1] != '\r') {
                    throw new Malformed("a line that ends without CR");
                }
                return new ProxyHeader(client(new String(bytes, 0, i - 1, StandardCharsets.ISO_8859_1)), i + 1);
            }
        }
        if (count >= LINE_MAX) {
            throw new Malformed("a line of more than " + LINE_MAX + " bytes");
        }
        return null;
    }

    private static SocketAddress client(String line) throws Malformed {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return null;
        }
        boolean four = words[1].equals("TCP4");
        if (words.length != 6 || !four && !words[1].equals("TCP6")) {
            throw new Malformed("a line of another form");
        }
        InetSocketAddress client = address(words[2], words[4], four);
        address(words[3], words[5], four);
        return client;
    }

    private static InetSocketAddress address(String text, String port, boolean four) throws Malformed {
        InetAddress address = text.indexOf(':') < 0 == four ? TrustedPeers.literal(text) : null;
        if (address == null || !PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535) {
            throw new Malformed("an address or port of another form");
        }
        return new InetSocketAddress(address, Integer.parseInt(port));
    }

    private static ProxyHeader binary(byte[] bytes, int count) throws Malformed {
        int command = bytes[12] & 0xff;
        int family = bytes[13] & 0xff;
        int rest = (bytes[14] & 0xff) << 8 | bytes[15] & 0xff;
        int addresses = switch (family) {
            case 0x00 -> 0;
            case 0x11 -> 4 + 4 + 2 + 2;
            case 0x21 -> 16 + 16 + 2 + 2;
            case 0x31 -> 2 * UNIX_PATH;
            default -> throw new Malformed("a family or protocol that is not known");
        };
        if (command != LOCAL && command != PROXY) {
            throw new Malformed("a version or command that is not known");
        }
        if (FIXED + rest > LENGTH_MAX) {
            throw new Malformed("a header of more than " + LENGTH_MAX + " bytes");
        }
        if (command == PROXY && rest < addresses) {
            throw new Malformed("a header too short for its addresses");
        }
        if (count < FIXED + rest) {
            return null;
        }
        SocketAddress client = command == LOCAL ? null : client(bytes, family);
        return new ProxyHeader(client, FIXED + rest);
    }

    private static SocketAddress client(byte[] bytes, int family) {
        return switch (family) {
            case 0x11 -> address(bytes, 4);
            case 0x21 -> address(bytes, 16);
            case 0x31 -> UnixDomainSocketAddress.of("");
            default -> null;
        };
    }

    private static InetSocketAddress address(byte[] bytes, int length) {
        int port = FIXED + 2 * length;
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(bytes, FIXED, FIXED + length)),
                    (bytes[port] & 0xff) << 8 | bytes[port + 1] & 0xff);
        } catch (UnknownHostException never) {
            throw new IllegalStateException(never);
        }
    }
}
