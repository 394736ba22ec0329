package dev.lanner.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hash of a certificate a channel is bound to: the certificates are OpenSSL's, the bindings Python's. */
class ServerEndPointTest {
    /** RFC 5929 §4.1: the signature's hash, but SHA-256 for SHA-1. */
    @ParameterizedTest
    @CsvSource({
        "rsa-sha1, a0388a4910e6aeed92010cb5d07013b9",
        "rsa-sha224, 013e2764f1b769599a5e8bb27657522a",
        "rsa-sha384, 662506599c2404291210cb55edca5e7a",
        "rsa-sha512, 52cf22d104029f37165b361bcb5cc8ad",
        "pss-sha1, 60f64eb6bff9836379eb73e373fccb0f",
        "pss-sha256, c53fb8595e922c401c1334370981167b",
        "pss-sha384, c566e56c57e7a3a8fb6db2f7a614b3d1",
        "pss-sha512, 8ea2cd44ffd8e4f8372c9f21c8737153"
    })
    void hashIsTheSignatures(String name, String bindings) throws Exception {
        X509Certificate certificate = certificate(name);
        assertThat(ServerEndPoint.matches(HexFormat.of().parseHex(bindings), certificate))
                .isTrue();
        assertThat(ServerEndPoint.matches(new byte[16], certificate)).isFalse();
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream pem = ServerEndPointTest.class.getResourceAsStream("/authentication/" + name + ".pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
