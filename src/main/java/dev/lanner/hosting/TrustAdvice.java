package dev.lanner.hosting;

import java.nio.file.Path;

/** Tells how a certificate is made known to systems, browsers and programs. Whoever wants that runs the commands. */
final class TrustAdvice {
    private static final String TEXT = """
            These commands make {file} trusted. It is for this machine's
            own names, and vouches for no other certificate. Nothing has been changed; after a renewal they are due again.

            The system, by which most programs go, and Chrome, Edge and Safari on macOS and Windows
              Debian, Ubuntu
                sudo cp {file} /usr/local/share/ca-certificates/lanner-dev.crt
                sudo update-ca-certificates
              Fedora, RHEL
                have no list for certificates that are no authority: tell each program, as below
              macOS
                security add-trusted-cert -p ssl -k ~/Library/Keychains/login.keychain-db {file}
              Windows
                certutil -user -addstore Root {file}

            Browsers on Linux (certutil is in the package libnss3-tools, on Fedora nss-tools)
              Chromium, Chrome
                mkdir -p ~/.pki/nssdb
                certutil -d sql:$HOME/.pki/nssdb -A -t CP,, -n lanner-dev -i {file}
              Firefox, while it is closed
                find ~/.mozilla ~/.config/mozilla -name cert9.db 2>/dev/null -execdir \\
                  certutil -d sql:. -A -t CP,, -n lanner-dev -i {file} \\;

            Programs, one at a time
              curl     curl --cacert {file} https://localhost:8443/
              wget     wget --ca-certificate={file} https://localhost:8443/
              Node     NODE_EXTRA_CA_CERTS={file} node app.js
              Python   SSL_CERT_FILE={file} python3 app.py
              Java     keytool -importcert -noprompt -cacerts -storepass changeit -alias lanner-dev -file {file}
                       (for the whole JDK; in tests DevCertificate.load().clientContext() does without)
            """;

    private TrustAdvice() {}

    /** @param file the certificate, as PEM */
    static String of(Path file) {
        return TEXT.replace("{file}", quoted(file.toString()));
    }

    /** As a shell takes it for one word. */
    private static String quoted(String name) {
        return name.matches("[A-Za-z0-9_./:\\\\-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
