package dev.lanner.internal.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Writes DER (X.690 §10), the binary form of certificates and keys: each value is a tag, a length and a content, and the
 * content of a structure is values again.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTF8_STRING = 0x0c;
    static final int UTC_TIME = 0x17;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private Der() {}

    /** A value whose content is the given bytes, one behind the other. */
    static byte[] value(int tag, byte[]... content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] part : content) {
            length += part.length;
        }
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            int width = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            bytes.write(0x80 | width);
            for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
                bytes.write(length >>> shift);
            }
        }
        for (byte[] part : content) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    static byte[] sequence(byte[]... content) {
        return value(SEQUENCE, content);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] text(int tag, String text) {
        return value(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bits that fill their last byte. */
    static byte[] bits(byte[] bytes) {
        return value(BIT_STRING, new byte[] {0}, bytes);
    }

    /** An object identifier: the first two numbers in one, then seven bits in each byte. */
    static byte[] oid(String dotted) {
        String[] numbers = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (number >>> shift != 0) {
                    bytes.write(0x80 | number >>> shift & 0x7f);
                }
            }
            bytes.write(number & 0x7f);
        }
        return value(OBJECT_IDENTIFIER, bytes.toByteArray());
    }
}
