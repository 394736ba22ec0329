package dev.lanner.internal.tls;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How one endpoint speaks TLS: its table of hosts, which is exchanged as a whole when files have changed. Connections keep
 * what they began with. For any number of threads.
 */
public final class TlsEndpoint {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.tls");
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration RETRY = Duration.ofHours(1);

    private final TlsOptions options;
    private final List<String> applicationProtocols;
    private final Clock clock;
    private final NameTable<ClientCertificates> policies;
    private final boolean onePolicy;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile NameTable<TlsHost> hosts;
    private volatile X509Certificate defaultCertificate;

    /** What the files looked like when they were last read, well or not. By the thread that checks. */
    private String seen;

    /** When a development certificate is to be renewed, or tried again. By the thread that checks. */
    private Instant renewal;

    /** By the ticker. */
    private long checked;

    /**
     * Loads every certificate.
     *
     * @param applicationProtocols for ALPN, the one we like best first
     * @throws IOException in one sentence, if there is a mistake
     */
    public TlsEndpoint(TlsOptions options, List<String> applicationProtocols, Clock clock) throws IOException {
        this.options = options;
        this.applicationProtocols = applicationProtocols;
        this.clock = clock;
        this.policies = new NameTable<>(options.clientCertificatesByName(), options.clientCertificates());
        this.onePolicy =
                options.clientCertificatesByName().values().stream().allMatch(options.clientCertificates()::equals);
        this.hosts = load();
        this.seen = stamps();
        this.checked = clock.nanos();
    }

    private NameTable<TlsHost> load() throws IOException {
        Map<CertificateSource, Credential> loaded = new HashMap<>();
        Map<String, List<CertificateSource>> sources = options.certificatesByName();
        NameTable<List<CertificateSource>> sourceTable =
                new NameTable<>(sources, options.certificates().isEmpty() ? null : options.certificates());
        Set<String> names = new LinkedHashSet<>(sources.keySet());
        names.addAll(options.clientCertificatesByName().keySet());
        Map<String, TlsHost> byName = new HashMap<>();
        for (String name : names) {
            List<CertificateSource> found = sourceTable.find(name);
            if (found != null) {
                byName.put(name, host(found, policies.find(name), loaded));
            }
        }
        TlsHost byDefault = options.certificates().isEmpty() || options.refusesUnknownNames()
                ? null
                : host(options.certificates(), options.clientCertificates(), loaded);
        List<CertificateSource> first =
                options.certificates().isEmpty() ? sources.values().iterator().next() : options.certificates();
        defaultCertificate = credential(first.getFirst(), loaded).certificate();
        Credential development = loaded.get(CertificateSource.development());
        renewal = development == null
                ? Instant.MAX
                : development.certificate().getNotAfter().toInstant().minus(DevelopmentFolder.RENEWAL);
        return new NameTable<>(byName, byDefault);
    }

    private TlsHost host(
            List<CertificateSource> sources, ClientCertificates policy, Map<CertificateSource, Credential> loaded)
            throws IOException {
        List<Credential> credentials = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (CertificateSource source : sources) {
            Credential credential = credential(source, loaded);
            if (!kinds.add(credential.keyType())) {
                throw new IOException(source + ": there is another certificate with the same kind of key ("
                        + credential.keyType() + ") for the same name");
            }
            credentials.add(credential);
        }
        List<X509Certificate> authorities = new ArrayList<>(policy.authorities());
        if (policy.authorityFile() != null) {
            authorities.addAll(Credentials.certificates(policy.authorityFile()));
        }
        return new TlsHost(credentials, policy.policy(), authorities, options.minimumVersion(), applicationProtocols);
    }

    private Credential credential(CertificateSource source, Map<CertificateSource, Credential> loaded)
            throws IOException {
        Credential credential = loaded.get(source);
        if (credential == null) {
            credential = Credentials.load(source, clock.instant());
            loaded.put(source, credential);
        }
        return credential;
    }

    /** Who speaks for a name; null if it is refused. */
    TlsHost host(String serverName) {
        return hosts.find(serverName);
    }

    /** The certificate that clients get which ask for no name; without a default, the first that has one. */
    public X509Certificate defaultCertificate() {
        return defaultCertificate;
    }

    /** Whether all hosts ask the same of their clients, so that {@link #mayServe} is always true. */
    public boolean hasOnePolicy() {
        return onePolicy;
    }

    /**
     * Whether a request may come over a connection (RFC 9110 §7.4): not if its host has another policy for client
     * certificates than the name that the connection was made for.
     *
     * @param serverName the name that the client asked for; may be empty
     * @param host of the request, in lower case; may be empty
     */
    public boolean mayServe(String serverName, String host) {
        return onePolicy || serverName.equals(host) || policies.find(serverName).equals(policies.find(host));
    }

    /** By the ticker: has files looked at from time to time, on another thread. */
    public void tick() {
        if (clock.nanos() - checked >= CHECK_NANOS && checking.compareAndSet(false, true)) {
            checked = clock.nanos();
            Thread.ofVirtual().name("lanner-certificates").start(() -> {
                try {
                    reload();
                } finally {
                    checking.set(false);
                }
            });
        }
    }

    /** Loads everything again if a file has changed. A mistake keeps what there is, and is logged once. */
    void reload() {
        String now = stamps();
        if (now.equals(seen) && clock.instant().isBefore(renewal)) {
            return;
        }
        seen = now;
        renewal = clock.instant().plus(RETRY);
        try {
            hosts = load();
            LOGGER.log(
                    Level.INFO,
                    "new certificates are in use; the default one, {0}, is valid until {1}",
                    defaultCertificate.getSubjectX500Principal().getName(),
                    defaultCertificate.getNotAfter().toInstant());
        } catch (IOException | RuntimeException mistake) {
            LOGGER.log(
                    Level.WARNING,
                    "the changed certificates are not used, the old ones stay: {0}",
                    mistake.getMessage());
        }
    }

    /** Time and size of each file: what changes when somebody replaces one. */
    private String stamps() {
        Set<Path> files = new LinkedHashSet<>();
        options.certificates().forEach(source -> files.addAll(Credentials.files(source)));
        options.certificatesByName().values().forEach(all -> all.forEach(one -> files.addAll(Credentials.files(one))));
        List<ClientCertificates> all =
                new ArrayList<>(options.clientCertificatesByName().values());
        all.add(options.clientCertificates());
        for (ClientCertificates one : all) {
            if (one.authorityFile() != null) {
                files.add(one.authorityFile());
            }
        }
        StringBuilder stamps = new StringBuilder();
        for (Path file : files) {
            try {
                stamps.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
            } catch (IOException missing) {
                stamps.append("missing");
            }
            stamps.append('\n');
        }
        return stamps.toString();
    }
}
