package dev.lanner.internal.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of TLS_AES_128_GCM_SHA256, from one traffic secret (RFC 8446 §7.3) to the next (§7.2), with the functions
 * that all secrets come from (§7.1).
 */
final class TrafficKeys {
    static final int HASH_BYTES = 32;

    private static final int TAG_BITS = 128;
    private static final int IV_BYTES = 12;

    private byte[] secret;
    private SecretKeySpec key;
    private byte[] iv;
    private long sequence;

    TrafficKeys(byte[] secret) throws GeneralSecurityException {
        use(secret);
    }

    private void use(byte[] traffic) throws GeneralSecurityException {
        secret = traffic;
        key = new SecretKeySpec(expandLabel(traffic, "key", new byte[0], 16), "AES");
        iv = expandLabel(traffic, "iv", new byte[0], IV_BYTES);
        sequence = 0;
    }

    /** What a KeyUpdate leads to. */
    void update() throws GeneralSecurityException {
        use(expandLabel(secret, "traffic upd", new byte[0], HASH_BYTES));
    }

    /** The content of a Finished message over that transcript (§4.4.4). */
    byte[] finished(byte[] transcriptHash) throws GeneralSecurityException {
        return hmac(expandLabel(secret, "finished", new byte[0], HASH_BYTES), transcriptHash);
    }

    byte[] encrypt(byte[] header, byte[] inner) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, header).doFinal(inner);
    }

    byte[] decrypt(byte[] header, byte[] encrypted) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, header).doFinal(encrypted);
    }

    private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
        byte[] nonce = iv.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[IV_BYTES - 1 - i] ^= (byte) (sequence >>> 8 * i);
        }
        sequence++;
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    static byte[] hmac(byte[] key, byte[] bytes) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes);
    }

    /** At most 32 bytes, so that one block of HKDF-Expand is enough. */
    static byte[] expandLabel(byte[] secret, String label, byte[] context, int length) throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer info = ByteBuffer.allocate(2 + 1 + name.length + 1 + context.length + 1);
        info.putShort((short) length).put((byte) name.length).put(name);
        info.put((byte) context.length).put(context).put((byte) 1);
        return Arrays.copyOf(hmac(secret, info.array()), length);
    }
}
