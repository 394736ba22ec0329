package dev.lanner.configuration;

import dev.lanner.internal.text.NearestName;
import dev.lanner.internal.tls.SmallFile;
import dev.lanner.server.CertificateSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The certificates of a configuration, by the names that it gives them. Used by one thread. */
final class Certificates {
    /** The name of the one that is for whatever names none. */
    static final String DEFAULT = "default";

    /** The name of the one that Lanner makes. */
    private static final String DEVELOPMENT = "development";

    private final Map<String, Entry> entries;
    private final Path folder;
    private final boolean isDevelopment;

    /**
     * @param folder to which the names of files are relative
     * @param isDevelopment whether the development certificate does where none is given
     */
    Certificates(Map<String, Entry> entries, Path folder, boolean isDevelopment) {
        this.entries = entries;
        this.folder = folder;
        this.isDevelopment = isDevelopment;
    }

    /**
     * The certificates that an entry names, or else the default.
     *
     * @param asking says which; null for the default
     * @param where what needs them, for a message
     */
    List<CertificateSource> named(Entry asking, String where) throws ConfigurationException {
        if (asking == null) {
            if (names().contains(DEFAULT)) {
                return List.of(source(DEFAULT));
            }
            if (isDevelopment) {
                return List.of(CertificateSource.development());
            }
            throw new ConfigurationException(
                    where + " needs a certificate: give certificates.default a file, or name the"
                            + " development certificate (\"certificate\": \"development\"), which the environment Development"
                            + " takes by itself");
        }
        List<CertificateSource> found = new ArrayList<>();
        for (String word : asking.text().split("[;,]", -1)) {
            String name = Schema.folded(word.strip());
            if (name.equals(DEVELOPMENT)) {
                found.add(CertificateSource.development());
            } else if (names().contains(name)) {
                found.add(source(name));
            } else {
                String meant = NearestName.of(name, names());
                throw new ConfigurationException(
                        asking,
                        "there is no certificate \"" + name + "\""
                                + (meant == null
                                        ? "; certificates has " + names()
                                        : ". Did you mean \"" + meant + "\"?"));
            }
        }
        return found;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String key : entries.keySet()) {
            if (key.startsWith("certificates.")) {
                names.add(key.split("\\.", 3)[1]);
            }
        }
        return names;
    }

    private CertificateSource source(String name) throws ConfigurationException {
        String prefix = "certificates." + name + ".";
        Entry file = entries.get(prefix + "file");
        if (file == null) {
            throw new ConfigurationException(
                    "the certificate \"" + name + "\" has no file: " + prefix + "file is missing");
        }
        Path path = path(file);
        Entry key = entries.get(prefix + "key");
        Entry alias = entries.get(prefix + "alias");
        String password = password(entries.get(prefix + "password"), entries.get(prefix + "passwordFile"));
        if (isPkcs12(path)) {
            if (key != null) {
                throw new ConfigurationException(key, path + " is PKCS#12, which has its key inside: leave this out");
            }
            return new CertificateSource.Pkcs12(
                    path, password == null ? "" : password, alias == null ? null : alias.text());
        }
        if (alias != null) {
            throw new ConfigurationException(alias, "an alias is for PKCS#12, and " + path + " is none");
        }
        return CertificateSource.pem(path, key == null ? path : path(key), password);
    }

    private String password(Entry password, Entry file) throws ConfigurationException {
        if (file == null) {
            return password == null ? null : password.text();
        }
        if (password != null) {
            throw new ConfigurationException(
                    file, "there is a password too, from " + password.origin() + "; one of them must go");
        }
        try {
            String text = new String(SmallFile.read(path(file)), StandardCharsets.UTF_8);
            return text.lines().findFirst().orElse("");
        } catch (IOException failed) {
            throw new ConfigurationException(file, failed.getMessage());
        }
    }

    /** By its first byte, which no PEM file has. What can't be read is left to whoever loads the certificate. */
    private static boolean isPkcs12(Path file) {
        try {
            byte[] content = SmallFile.read(file);
            return content.length > 1 && content[0] == 0x30 && content[1] < 0;
        } catch (IOException unreadable) {
            String name = Schema.folded(file.toString());
            return name.endsWith(".p12") || name.endsWith(".pfx");
        }
    }

    Path path(Entry entry) throws ConfigurationException {
        try {
            return folder.resolve(entry.text());
        } catch (InvalidPathException noPath) {
            throw new ConfigurationException(entry, "\"" + entry.text() + "\" can't be the name of a file");
        }
    }
}
