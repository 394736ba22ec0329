package dev.lanner.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of a PEM file (RFC 7468). Immutable. */
final class PemBlock {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 #]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADERS = Pattern.compile("\\A\\s*((?:[A-Za-z-]+:.*\\R)+)\\R");

    private final String label;
    private final boolean encrypted;
    private final byte[] bytes;

    private PemBlock(String label, boolean encrypted, byte[] bytes) {
        this.label = label;
        this.encrypted = encrypted;
        this.bytes = bytes;
    }

    /** Such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** Whether it has the headers of the old encryption of OpenSSL. */
    boolean isEncrypted() {
        return encrypted;
    }

    /** Its content, decoded. */
    byte[] bytes() {
        return bytes;
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /**
     * The blocks of a file; text around them means nothing.
     *
     * @throws IOException in one sentence, if the file can't be read, or has no block
     */
    static List<PemBlock> read(Path file) throws IOException {
        byte[] content = SmallFile.read(file);
        List<PemBlock> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(block(file, matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            boolean binary = content.length > 0 && content[0] == Der.SEQUENCE;
            throw new IOException(file
                    + (binary
                            ? " is binary, not PEM: convert it with openssl, or name it as PKCS#12 if it is that"
                            : " has no PEM block (-----BEGIN ...)"));
        }
        return blocks;
    }

    private static PemBlock block(Path file, String label, String body) throws IOException {
        Matcher headers = HEADERS.matcher(body);
        boolean hasHeaders = headers.find();
        boolean encrypted = hasHeaders && headers.group(1).contains("ENCRYPTED");
        try {
            String base64 = hasHeaders ? body.substring(headers.end()) : body;
            return new PemBlock(label, encrypted, Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + ": the block " + label + " is not base64", broken);
        }
    }
}
