package dev.lanner.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What was encrypted with AES and SHA-2: the KDC of the other tests has keys for SHA-1. */
class TicketKeyTest {
    /** RFC 8009, appendix A: a text of six bytes, for the key usage 2. */
    @Test
    void aesWithSha256() throws Exception {
        TicketKey key = new TicketKey(19, HexFormat.of().parseHex("3705d96080c17728a0e800eab6e0d23c"));
        byte[] cipherText =
                HexFormat.of().parseHex("84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c");
        assertThat(key.open(cipherText, 2)).isEqualTo(new byte[] {0, 1, 2, 3, 4, 5});
    }
}
