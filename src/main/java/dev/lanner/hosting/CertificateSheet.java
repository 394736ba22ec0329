package dev.lanner.hosting;

import dev.lanner.internal.tls.DevelopmentFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * What there is to know of the development certificate, for a person.
 *
 * @param folder where it is kept
 * @param now what time it is
 */
record CertificateSheet(X509Certificate certificate, DevelopmentFolder folder, Instant now) {
    @Override
    public String toString() {
        try {
            return row("certificate", folder.certificateFile().toString())
                    + row("private key", folder.keyFile() + mode(folder.keyFile()))
                    + row("names", names())
                    + row("valid", validity())
                    + row("SHA-256", fingerprint())
                    + row("trusted", trust(SystemTrust.in(certificate)));
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }

    private static String row(String name, String value) {
        return "%-13s%s%n".formatted(name, value);
    }

    private static String mode(Path file) {
        try {
            return " (" + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + ")";
        } catch (IOException | UnsupportedOperationException unknown) {
            return "";
        }
    }

    private String names() throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .map(name -> name.equals("0:0:0:0:0:0:0:1") ? "::1" : name)
                .collect(Collectors.joining(", "));
    }

    private String validity() {
        Instant end = certificate.getNotAfter().toInstant();
        Instant renewal = end.minus(DevelopmentFolder.RENEWAL);
        String renewed = now.isBefore(renewal) ? "from " + date(renewal) + " on" : "when it is next used";
        String left = now.isBefore(end) ? Duration.between(now, end).toDays() + " days left" : "expired";
        return date(certificate.getNotBefore().toInstant()) + " to " + date(end) + ", " + left + "; renewed " + renewed;
    }

    private static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private String fingerprint() throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    }

    private static String trust(SystemTrust system) {
        if (system.bundle() == null) {
            return "unknown on this system; lanner cert trust shows how to make it so";
        }
        return system.isTrusted()
                ? "by the programs that go by " + system.bundle() + "; browsers have lists of their own"
                : "no, it is not in " + system.bundle() + "; lanner cert trust shows how to make it so";
    }
}
