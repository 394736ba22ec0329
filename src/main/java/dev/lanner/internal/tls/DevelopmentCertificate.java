package dev.lanner.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine's loopback names (RFC 5280), made here. It is its own authority: whoever trusts it trusts
 * nothing else. A {@link DevelopmentFolder} keeps it.
 *
 * @param credential the key and the one certificate
 */
public record DevelopmentCertificate(Credential credential) {
    /** The most that browsers accept is 398. */
    public static final Duration LIFE = Duration.ofDays(397);

    private static final List<String> NAMES = List.of("localhost", "*.localhost", "*.dev.localhost");
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

    /** A new one, kept nowhere. */
    public static DevelopmentCertificate make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] content = content(pair, now.truncatedTo(ChronoUnit.SECONDS));
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(content);
            byte[] signed = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signer.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
            return new DevelopmentCertificate(new Credential(pair.getPrivate(), List.of(certificate)));
        } catch (GeneralSecurityException lacking) {
            throw new IllegalStateException("this Java machine can't make a certificate", lacking);
        }
    }

    /** RFC 5280 §4.1: what is signed. */
    private static byte[] content(KeyPair pair, Instant now) throws GeneralSecurityException {
        byte[] publicKey = pair.getPublic().getEncoded();
        byte[] name = Der.sequence(Der.value(
                Der.SET,
                Der.sequence(Der.oid("2.5.4.3"), Der.text(Der.UTF8_STRING, "Lanner development certificate"))));
        byte[] version3 = Der.value(0xa0, Der.integer(BigInteger.TWO));
        byte[] serial = Der.integer(new BigInteger(127, new SecureRandom()).setBit(126));
        byte[] validity = Der.sequence(
                Der.text(Der.UTC_TIME, UTC_TIME.format(now.minus(Duration.ofMinutes(5)))),
                Der.text(Der.UTC_TIME, UTC_TIME.format(now.plus(LIFE))));
        return Der.sequence(
                version3,
                serial,
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                publicKey,
                Der.value(0xa3, extensions(publicKey)));
    }

    /** RFC 5280 §4.2: no authority; signs; for servers; the hash of its key; and the names that it is for. */
    private static byte[] extensions(byte[] publicKey) throws GeneralSecurityException {
        byte[] digitalSignature = {Der.BIT_STRING, 2, 7, (byte) 0x80};
        byte[] keyHash = MessageDigest.getInstance("SHA-1").digest(publicKey);
        return Der.sequence(
                extension("2.5.29.19", true, Der.sequence()),
                extension("2.5.29.15", true, digitalSignature),
                extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
                extension("2.5.29.14", false, Der.value(Der.OCTET_STRING, keyHash)),
                extension("2.5.29.17", false, alternativeNames()));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] yes = {1, 1, (byte) 0xff};
        return Der.sequence(Der.oid(oid), critical ? yes : new byte[0], Der.value(Der.OCTET_STRING, value));
    }

    private static byte[] alternativeNames() {
        byte[][] all = new byte[NAMES.size() + ADDRESSES.size()][];
        int count = 0;
        for (String name : NAMES) {
            all[count++] = Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            for (String address : ADDRESSES) {
                all[count++] = Der.value(0x87, InetAddress.getByName(address).getAddress());
            }
        } catch (java.net.UnknownHostException never) {
            throw new IllegalStateException(never);
        }
        return Der.sequence(all);
    }

    /** The certificate as a PEM file has it. */
    public String pem() {
        try {
            return pem("CERTIFICATE", credential.certificate().getEncoded());
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }

    /** The private key as a PEM file has it, not encrypted. */
    public String keyPem() {
        return pem("PRIVATE KEY", credential.key().getEncoded());
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    /** A context for clients that trust this certificate, and nothing else. */
    public SSLContext clientContext() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("lanner", credential.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException lacking) {
            throw new IllegalStateException("this Java machine can't set up TLS", lacking);
        }
    }
}
