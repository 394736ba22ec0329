package dev.lanner.middleware;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of files as parts of URLs: UTF-8, percent-encoded (RFC 3986 §2.1, §2.5). */
final class UrlNames {
    private static final String UNRESERVED_PUNCTUATION = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private UrlNames() {}

    /** Encodes everything but letters, digits, {@code - . _ ~} and the slashes between names. */
    static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b == '/' || isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(byte b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || UNRESERVED_PUNCTUATION.indexOf(b) >= 0;
    }

    /**
     * The name of a file from its bytes in the file system, which {@link Path#toString()} does not give where the JVM
     * takes them to be of another character set.
     *
     * @return the name, or null if it is not UTF-8: then no URL can name the file
     */
    static String of(Path file) {
        String encoded = file.toUri().getRawPath();
        int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
        int start = encoded.lastIndexOf('/', end - 1) + 1;
        byte[] bytes = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at++) {
            char c = encoded.charAt(at);
            if (c == '%') {
                c = (char) Integer.parseInt(encoded, at + 1, at + 3, 16);
                at += 2;
            }
            bytes[length++] = (byte) c;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
