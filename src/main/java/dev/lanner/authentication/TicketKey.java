package dev.lanner.authentication;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A session key of Kerberos, to open what was encrypted with it: AES with SHA-1 (RFC 3961, RFC 3962) or with SHA-2 (RFC 8009).
 * What is opened here was verified by JGSS before. Immutable.
 *
 * @param type the type of encryption, as Kerberos numbers them
 * @param bytes the key
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record TicketKey(int type, byte[] bytes) {
    private static final int AES128_SHA1 = 17;
    private static final int AES256_SHA1 = 18;
    private static final int AES128_SHA256 = 19;
    private static final int AES256_SHA384 = 20;
    private static final int BLOCK = 16;

    /** In each key that is derived for encryption, behind the number of what it is for (RFC 3961 §5.3). */
    private static final byte FOR_ENCRYPTION = (byte) 0xaa;

    /**
     * Opens a cipher text.
     *
     * @param usage the number of what the text is for
     * @throws GeneralSecurityException if there is no such type of encryption here
     */
    byte[] open(byte[] cipherText, int usage) throws GeneralSecurityException {
        byte[] constant =
                ByteBuffer.allocate(5).putInt(usage).put(FOR_ENCRYPTION).array();
        int checksum = switch (type) {
            case AES128_SHA1, AES256_SHA1 -> 12;
            case AES128_SHA256 -> 16;
            case AES256_SHA384 -> 24;
            default -> throw new GeneralSecurityException("encryption of type " + type);
        };
        byte[] key = switch (type) {
            case AES128_SHA256 -> derived("HmacSHA256", constant);
            case AES256_SHA384 -> derived("HmacSHA384", constant);
            default -> derived(constant);
        };
        Cipher aes = Cipher.getInstance("AES/CTS/NoPadding");
        aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
        byte[] text = aes.doFinal(cipherText, 0, cipherText.length - checksum);
        return Arrays.copyOfRange(text, BLOCK, text.length); // behind what makes each text another one
    }

    /** DK of RFC 3961 §5.1: the folded constant, encrypted again and again. */
    private byte[] derived(byte[] constant) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes, "AES"));
        byte[] block = folded(constant);
        byte[] key = new byte[bytes.length];
        for (int at = 0; at < key.length; at += BLOCK) {
            block = aes.doFinal(block);
            System.arraycopy(block, 0, key, at, BLOCK);
        }
        return key;
    }

    /** KDF-HMAC-SHA2 of RFC 8009 §3, cut to the size of the key. */
    private byte[] derived(String algorithm, byte[] constant) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(bytes, algorithm));
        mac.update(new byte[] {0, 0, 0, 1});
        mac.update(constant);
        mac.update((byte) 0);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length * 8).array());
        return Arrays.copyOf(mac.doFinal(), bytes.length);
    }

    /**
     * n-fold of RFC 3961 §5.1, to the size of a block: copies of the input, each turned right by 13 bits more than the one before, as
     * many as make a whole number of blocks, added up in one's complement.
     */
    static byte[] folded(byte[] input) {
        int copies = BLOCK; // the input has 5 bytes, or another odd number: so many copies make whole blocks
        StringBuilder bits = new StringBuilder();
        String one = bits(input);
        for (int copy = 0; copy < copies; copy++) {
            int turn = 13 * copy % one.length();
            bits.append(one, one.length() - turn, one.length()).append(one, 0, one.length() - turn);
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(BLOCK * 8).subtract(BigInteger.ONE);
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < bits.length(); at += BLOCK * 8) {
            sum = sum.add(new BigInteger(bits.substring(at, at + BLOCK * 8), 2));
        }
        // In one's complement a carry comes in again at the other end.
        while (sum.compareTo(modulus) > 0) {
            sum = sum.mod(BigInteger.ONE.shiftLeft(BLOCK * 8)).add(sum.shiftRight(BLOCK * 8));
        }
        byte[] folded = new byte[BLOCK];
        byte[] number = sum.toByteArray();
        int length = Math.min(BLOCK, number.length);
        System.arraycopy(number, number.length - length, folded, BLOCK - length, length);
        return folded;
    }

    private static String bits(byte[] bytes) {
        StringBuilder bits = new StringBuilder();
        for (byte each : bytes) {
            bits.append(Integer.toBinaryString(each & 0xff | 0x100), 1, 9);
        }
        return bits.toString();
    }
}
