package dev.lanner.hosting;

import dev.lanner.Lanner;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.DevelopmentFolder;
import dev.lanner.middleware.StaticFiles;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code serve}: the files of a folder. */
final class Serve {
    static final String HELP = """
            usage: lanner [serve] [DIR] [OPTIONS]   share the files in the folder DIR; without DIR, those in this folder
                   lanner cert ...                  the development certificate: lanner cert --help
                   lanner run ...                   an application of yours: lanner run --help
                   lanner host ...                  applications of any language: lanner host --help
                   lanner worker ...                an application in this process: lanner worker --help
                   lanner check ...                 what a configuration comes to: lanner check --help
                   lanner broker ...                several applications on one port: lanner broker --help

              -p, --port N      listen on this port; default 8080, with TLS 8443; 0 picks a free one
              -b, --bind ADDR   listen on this address; default localhost, which is this machine alone;
                                0.0.0.0 lets in everybody who can reach this machine
                  --unix PATH   listen on a Unix domain socket, not on a port unless -p or -b is given too
                  --https       speak TLS, with a certificate for localhost that is made at the first use
                  --cert FILE   speak TLS with this certificate, PEM or PKCS#12; may be given several times,
                                for several host names
                  --key FILE    its private key (PEM), where that is in a file of its own
                  --key-password-file FILE
                                the first line of FILE is the password of the key; else the variable
                                LANNER_KEY_PASSWORD has it, but no argument, which everybody here could see
                  --log FORMAT  write a line for each request: dev, common, combined, json or off;
                                default dev on a terminal, else common
                  --trace       print everything that is sent and received, frame by frame, with secrets masked
                  --no-listing  don't list folders that have no index.html
                  --hidden      serve names that begin with a dot, too
              -q, --quiet       tell nothing but errors, and no log unless --log asks for it
              -v, --verbose     tell more of what happens inside
                  --no-color    no colours; so does the variable NO_COLOR
              -h, --help        show this
              -V, --version     show the version

            examples:
              lanner                          share this folder on http://localhost:8080/
              lanner --https                  the same on https://localhost:8443/, with HTTP/2
              lanner serve site -p 0          pick a free port
              lanner --https --trace          watch a browser speak HTTP/2
              lanner docs -b 0.0.0.0 -q       let others in, say nothing
              lanner --log json >access.log   keep a log
            """ + Service.EXIT_CODES;

    private final ServeOptions options;
    private final Charset charset;
    private final long beganNanos;

    /**
     * @param charset in which people are told
     * @param beganNanos when the command began, by {@link System#nanoTime()}
     */
    Serve(ServeOptions options, Charset charset, long beganNanos) {
        this.options = options;
        this.charset = charset;
        this.beganNanos = beganNanos;
    }

    /**
     * Serves until the process is told to stop.
     *
     * @throws IOException if it can't start, with a sentence that says why
     */
    void run(Service service) throws IOException {
        StaticFiles files = StaticFiles.builder(options.folder())
                .listing(options.listing())
                .hidden(options.hidden())
                .build();
        service.run(Lanner.server(options.server()), files, this::greeting, () -> {});
    }

    private Service.Greeting greeting() {
        String dot = charset.newEncoder().canEncode('\u00b7') ? " \u00b7 " : ", ";
        String title = dot + "Java " + System.getProperty("java.version") + dot + "ready in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) + " ms";
        List<String> remarks = new ArrayList<>();
        remarks.add("serving " + options.folder().toAbsolutePath().normalize()
                + (options.isForThisMachineAlone() ? " to this machine alone; --bind 0.0.0.0 lets others in" : ""));
        if (options.hasDevelopmentCertificate()) {
            addTheCertificate(remarks);
        }
        return new Service.Greeting(title, remarks);
    }

    private void addTheCertificate(List<String> remarks) {
        DevelopmentCertificate kept = DevelopmentFolder.ofUser().kept();
        if (kept != null && !SystemTrust.in(kept.credential().certificate()).isTrusted()) {
            remarks.add("browsers warn of the development certificate until they are told to trust it:"
                    + " lanner cert trust shows how");
        }
        if (options.isForOthersToo()) {
            remarks.add("it is for localhost alone: others are warned always, unless --cert brings one for them");
        }
    }
}
