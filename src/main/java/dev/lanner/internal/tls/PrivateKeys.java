package dev.lanner.internal.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads private keys of every form that is in use, or says in one sentence why not. */
final class PrivateKeys {
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String EC = "1.2.840.10045.2.1";
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final int PARAMETERS = 0xa0;

    /** The algorithm of each kind of key that a server can have. */
    private static final Map<String, String> ALGORITHMS =
            Map.of(RSA, "RSA", EC, "EC", "1.3.101.112", "Ed25519", "1.3.101.113", "Ed448");

    /** P-256, P-384 and P-521: those that TLS 1.3 has (RFC 8446 §4.2.3). */
    private static final Set<String> CURVES = Set.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35");

    private static final Map<String, String> UNSUPPORTED = Map.of(
            "1.2.840.113549.1.1.10", "RSASSA-PSS",
            "1.2.840.10040.4.1", "DSA",
            "1.3.101.110", "X25519",
            "1.3.101.111", "X448");

    private PrivateKeys() {}

    /**
     * The key of a file's blocks.
     *
     * @param password null for none
     * @throws IOException in one sentence
     */
    static PrivateKey read(Path file, List<PemBlock> blocks, String password) throws IOException {
        List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.isEmpty()) {
            throw new IOException(file
                    + (blocks.stream().anyMatch(PemBlock::isCertificate)
                            ? " has a certificate, but no private key: name the file that has it"
                            : " has no private key"));
        }
        if (keys.size() > 1) {
            throw new IOException(file + " has " + keys.size() + " private keys; leave one");
        }
        PemBlock block = keys.getFirst();
        if (block.isEncrypted()) {
            throw new IOException(file + " is encrypted in the old way of OpenSSL, which is not supported: "
                    + "convert it with openssl pkcs8 -topk8 -v2 aes256");
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> pkcs8(file, block.bytes());
                case "RSA PRIVATE KEY" -> pkcs8(file, pkcs1ToPkcs8(block.bytes()));
                case "EC PRIVATE KEY" -> pkcs8(file, sec1ToPkcs8(file, block.bytes(), blocks));
                case "ENCRYPTED PRIVATE KEY" -> pkcs8(file, decrypted(file, block.bytes(), password));
                case "OPENSSH PRIVATE KEY" ->
                    throw new IOException(file + " is an OpenSSH key: convert it with ssh-keygen -p -m PKCS8");
                default ->
                    throw new IOException(file + " has a " + block.label()
                            + ", which is not supported: use RSA, EC or Ed25519 in PKCS#8");
            };
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + ": the block " + block.label() + " is not a key", broken);
        }
    }

    private static PrivateKey pkcs8(Path file, byte[] bytes) throws IOException {
        DerReader info = new DerReader(new DerReader(bytes).content(Der.SEQUENCE));
        info.content(Der.INTEGER);
        DerReader kind = new DerReader(info.content(Der.SEQUENCE));
        String oid = DerReader.oid(kind.content(Der.OBJECT_IDENTIFIER));
        String algorithm = ALGORITHMS.get(oid);
        String name = UNSUPPORTED.getOrDefault(oid, oid);
        if (oid.equals(EC) && kind.tag() == Der.OBJECT_IDENTIFIER) {
            String curve = DerReader.oid(kind.content());
            name = "EC on the curve " + curve;
            algorithm = CURVES.contains(curve) ? algorithm : null;
        }
        if (algorithm == null) {
            throw new IOException(file + " has a key of the kind " + name
                    + ", which is not supported: use RSA, EC on P-256, P-384 or P-521, or Ed25519");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(
                    file + " has a key of the kind " + algorithm + " that this Java machine can't read ("
                            + unreadable.getMessage() + "): use RSA, EC on P-256 or P-384, or Ed25519",
                    unreadable);
        }
    }

    /** RFC 8017 appendix A.1.2 into RFC 5958. */
    private static byte[] pkcs1ToPkcs8(byte[] bytes) {
        byte[] none = {5, 0};
        return info(Der.sequence(Der.oid(RSA), none), bytes);
    }

    private static byte[] info(byte[] algorithm, byte[] key) {
        return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.value(Der.OCTET_STRING, key));
    }

    /** RFC 5915 into RFC 5958: the curve is in the key, or in a block before it. */
    private static byte[] sec1ToPkcs8(Path file, byte[] bytes, List<PemBlock> blocks) throws IOException {
        DerReader key = new DerReader(new DerReader(bytes).content(Der.SEQUENCE));
        key.content(Der.INTEGER);
        key.content(Der.OCTET_STRING);
        byte[] curve = null;
        if (key.tag() == PARAMETERS) {
            curve = key.content();
        } else {
            for (PemBlock block : blocks) {
                curve = block.label().equals("EC PARAMETERS") ? block.bytes() : curve;
            }
        }
        if (curve == null) {
            throw new IOException(file
                    + " has an EC key that does not name its curve: convert it with openssl pkcs8 -topk8 -nocrypt");
        }
        return info(Der.sequence(Der.oid(EC), curve), bytes);
    }

    private static byte[] decrypted(Path file, byte[] bytes, String password) throws IOException {
        if (password == null) {
            throw new KeyPasswordException(file + " is an encrypted private key, and no password was given", null);
        }
        DerReader algorithm =
                new DerReader(new DerReader(new DerReader(bytes).content(Der.SEQUENCE)).content(Der.SEQUENCE));
        String oid = DerReader.oid(algorithm.content(Der.OBJECT_IDENTIFIER));
        String advice = ", which is not supported: convert it with openssl pkcs8 -topk8 -v2 aes256";
        if (!oid.equals(PBES2)) {
            throw new IOException(file + " is encrypted by something other than PBES2 (" + oid + ")" + advice);
        }
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray());
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
            String name = info.getAlgParameters().toString();
            SecretKey key = SecretKeyFactory.getInstance(name).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            byte[] plain = cipher.doFinal(info.getEncryptedData());
            new DerReader(plain).content(Der.SEQUENCE);
            return plain;
        } catch (javax.crypto.BadPaddingException | IllegalArgumentException wrong) {
            throw new KeyPasswordException("the password does not open the private key in " + file, wrong);
        } catch (GeneralSecurityException | IOException unknown) {
            throw new IOException(
                    file + " is encrypted in a way that this Java machine does not know" + advice, unknown);
        } finally {
            spec.clearPassword();
        }
    }
}
