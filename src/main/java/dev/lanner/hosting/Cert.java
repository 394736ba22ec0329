package dev.lanner.hosting;

import dev.lanner.internal.text.NearestName;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.DevelopmentFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command {@code cert}: looks after the development certificate. What it tells goes to standard output. */
final class Cert {
    static final String HELP = """
            usage: lanner cert [show | export [FILE] | trust | renew | remove] [OPTIONS]

            The certificate with which lanner --https serves this machine's own names, such as localhost. It is made
            when it is first needed, kept in ~/.lanner (or in the folder that the variable LANNER_HOME names), readable
            by you alone, and renewed by itself in the last 30 of its 397 days.

              show            what it is, where it is kept, whether this system trusts it; what lanner cert alone does
              export [FILE]   write the certificate as PEM to FILE or to standard output; to a FILE.p12 as PKCS#12
              trust           print the commands that make systems, browsers and programs trust it; run none of them
              renew           make a new one, with a new key
              remove          remove it and its key

                  --with-key    export the private key too
                  --key-password-file FILE
                                protect an exported PKCS#12 file with the password in the first line of FILE, not with
                                the one in the variable LANNER_KEY_PASSWORD; it has none unless one of them is given
              -v, --verbose     tell more of what fails
              -h, --help        show this
              -V, --version     show the version

            examples:
              lanner cert export localhost.pem && curl --cacert localhost.pem https://localhost:8443/
              lanner cert export --with-key localhost.p12

            exit codes:
              0  done    1  failed, or there is no certificate to show    2  not understood
            """;

    private enum Action {
        SHOW,
        EXPORT,
        TRUST,
        RENEW,
        REMOVE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final DevelopmentFolder folder;
    private final Instant now;
    private final PrintStream out;

    /** @param now what time it is */
    Cert(DevelopmentFolder folder, Instant now, PrintStream out) {
        this.folder = folder;
        this.now = now;
        this.out = out;
    }

    /**
     * Does what the arguments ask for.
     *
     * @throws IOException if that fails, mostly in one sentence
     */
    void run(Arguments arguments, Map<String, String> environment) throws UsageException, IOException {
        List<String> rest = arguments.rest();
        Action action = rest.isEmpty() ? Action.SHOW : action(rest.getFirst());
        List<String> names = rest.isEmpty() ? rest : rest.subList(1, rest.size());
        if (names.size() > (action == Action.EXPORT ? 1 : 0)) {
            throw new UsageException(
                    "lanner cert " + action.word() + " can't do anything with " + names.getLast() + ".");
        }
        for (Option option : List.of(Option.WITH_KEY, Option.KEY_PASSWORD_FILE)) {
            if (arguments.has(option) && action != Action.EXPORT) {
                throw new UsageException(option.word() + " is for lanner cert export alone.");
            }
        }
        switch (action) {
            case SHOW -> show();
            case EXPORT -> {
                CertificateExport export = CertificateExport.of(arguments, environment);
                export.write(folder.load(now), names.isEmpty() ? null : Arguments.path(names.getFirst()), out);
            }
            case TRUST -> {
                folder.load(now);
                out.print(TrustAdvice.of(folder.certificateFile()));
            }
            case RENEW -> {
                folder.renew(now);
                out.println("This is a new certificate; what trusted the one before does not trust it.");
                show();
            }
            case REMOVE -> remove();
        }
    }

    private static Action action(String word) throws UsageException {
        List<String> words = Arrays.stream(Action.values()).map(Action::word).toList();
        int found = words.indexOf(word);
        if (found < 0) {
            String nearest = NearestName.of(word, words);
            throw new UsageException("lanner cert has no " + word + "."
                    + (nearest == null
                            ? " It has " + String.join(", ", words.subList(0, words.size() - 1)) + " and "
                                    + words.getLast() + "."
                            : " Did you mean " + nearest + "?"));
        }
        return Action.values()[found];
    }

    private void show() throws IOException {
        DevelopmentCertificate kept = folder.kept();
        if (kept == null) {
            throw new IOException("there is no development certificate in " + folder.path()
                    + " yet: lanner --https makes one, and lanner cert renew does");
        }
        out.print(new CertificateSheet(kept.credential().certificate(), folder, now));
    }

    private void remove() throws IOException {
        out.println(
                folder.remove()
                        ? "Removed " + folder.certificateFile() + " and "
                                + folder.keyFile().getFileName()
                                + ". What was told to trust the certificate still does, but nobody has its key now."
                        : "There was no development certificate in " + folder.path() + ".");
    }
}
