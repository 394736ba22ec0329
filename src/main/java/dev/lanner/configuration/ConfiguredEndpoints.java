package dev.lanner.configuration;

import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TrustedPeers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a configuration says to listen, out of all that says so. Used by one thread. */
final class ConfiguredEndpoints {
    private final Map<String, Entry> entries;
    private final Certificates certificates;
    private final List<String> warnings;
    private final List<Setting> settings = new ArrayList<>();

    ConfiguredEndpoints(Map<String, Entry> entries, Certificates certificates, List<String> warnings) {
        this.entries = entries;
        this.certificates = certificates;
        this.warnings = warnings;
    }

    /**
     * The endpoints that have a say: those with names and those of the code, or the addresses, or else the default.
     *
     * @param code those that the program itself has set; none if it has not
     */
    List<Endpoint> decide(List<Endpoint> code) throws ConfigurationException {
        Map<String, Endpoint> named = named();
        List<Endpoint> own = new ArrayList<>(code);
        own.addAll(named.values());
        List<Entry> addressing = addressing();
        List<Endpoint> addresses = addresses(addressing);
        boolean prefersUrls = entries.containsKey("preferUrls") && Kind.TRUTH.parse(entries.get("preferUrls"));
        boolean takesAddresses = !addresses.isEmpty() && (own.isEmpty() || prefersUrls);
        if (!addresses.isEmpty() && !own.isEmpty()) {
            warn(addressing, code, named, takesAddresses);
        }
        List<Endpoint> decided = takesAddresses ? addresses : own;
        if (takesAddresses) {
            addressing.forEach(entry -> settings.add(Setting.of(entry)));
        } else {
            code.forEach(endpoint -> settings.add(new Setting("endpoint", endpoint.url(), Setting.CODE)));
            entries.values().stream()
                    .filter(entry -> entry.key().startsWith("endpoints."))
                    .forEach(entry -> settings.add(Setting.of(entry)));
        }
        if (decided.isEmpty()) {
            settings.add(new Setting("urls", "http://localhost:8080", Setting.DEFAULT));
        }
        refuseTwice(decided);
        return decided;
    }

    /** What is in force, after {@link #decide}. */
    List<Setting> settings() {
        return settings;
    }

    private void warn(
            List<Entry> addressing, List<Endpoint> code, Map<String, Endpoint> named, boolean takesAddresses) {
        Entry first = addressing.getFirst();
        List<String> places = new ArrayList<>();
        if (!code.isEmpty()) {
            places.add("the code");
        }
        named.keySet().forEach(name -> places.add("endpoints." + name));
        String own = String.join(", ", places);
        String what = first.key() + " (" + first.text() + ", from " + first.origin() + ")";
        warnings.add(
                takesAddresses
                        ? what + " overrides the endpoints of " + own + ", since preferUrls is true"
                        : what + " is overridden by the endpoints of " + own + "; preferUrls turns that round");
    }

    private static void refuseTwice(List<Endpoint> endpoints) throws ConfigurationException {
        Set<Endpoint> seen = new LinkedHashSet<>();
        for (Endpoint endpoint : endpoints) {
            Endpoint address = endpoint.address();
            boolean isAnyPort = address instanceof Endpoint.Tcp tcp && tcp.port() == 0;
            if (!isAnyPort && !seen.add(address)) {
                throw new ConfigurationException(endpoint.url() + " is to be listened on twice");
            }
        }
    }

    // ---- urls and ports -------------------------------------------------------------------------------------------

    /** The entries that say so: {@code urls}, or else the ports. */
    private List<Entry> addressing() {
        Entry urls = filled("urls");
        List<Entry> ports = new ArrayList<>();
        for (String key : List.of("http_ports", "https_ports")) {
            Entry entry = filled(key);
            if (entry != null && urls != null) {
                warnings.add(key + " (" + entry.text() + ", from " + entry.origin() + ") is overridden by urls ("
                        + urls.text() + ", from " + urls.origin() + ")");
            } else if (entry != null) {
                ports.add(entry);
            }
        }
        return urls == null ? ports : List.of(urls);
    }

    /** Null for an entry without text, too: an empty variable takes back what a file says. */
    private Entry filled(String key) {
        Entry entry = entries.get(key);
        return entry == null || entry.text().isBlank() ? null : entry;
    }

    private List<Endpoint> addresses(List<Entry> addressing) throws ConfigurationException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Entry entry : addressing) {
            for (String part : entry.text().split(";", -1)) {
                String text = part.strip();
                if (!text.isEmpty()) {
                    String scheme = entry.key().equals("https_ports") ? "https" : "http";
                    endpoints.add(endpoint(entry, entry.key().equals("urls") ? text : scheme + "://*:" + text));
                }
            }
        }
        return endpoints;
    }

    private Endpoint endpoint(Entry entry, String url) throws ConfigurationException {
        Endpoint beneath = beneath(entry, url);
        if (!isTls(url)) {
            return beneath;
        }
        TlsOptions.Builder tls = TlsOptions.builder();
        certificates.named(null, entry.origin() + ": " + url).forEach(tls::certificate);
        return beneath.withTls(tls.build());
    }

    private static boolean isTls(String url) {
        return url.startsWith("https://");
    }

    /** Without TLS. Besides what {@link Endpoint#of(String)} knows, a plus for every address, and names below localhost. */
    private static Endpoint beneath(Entry entry, String url) throws ConfigurationException {
        try {
            Endpoint endpoint;
            if (isTls(url)) {
                // For the port that https has by default, and for messages.
                String inherited = "https://inherited";
                endpoint = url.equals(inherited) ? Endpoint.inherited() : withoutTls(url);
            } else {
                endpoint = url.equals("http://inherited") ? Endpoint.inherited() : Endpoint.of(plain(url));
            }
            return endpoint instanceof Endpoint.Tcp tcp && tcp.host().endsWith(".localhost")
                    ? Endpoint.localhost(tcp.port())
                    : endpoint;
        } catch (IllegalArgumentException noEndpoint) {
            throw new ConfigurationException(entry, noEndpoint.getMessage());
        }
    }

    private static Endpoint withoutTls(String url) {
        return Endpoint.of(plain(url), TlsOptions.development()).address();
    }

    private static String plain(String url) {
        return url.replaceFirst("^(https?)://\\+", "$1://*");
    }

    // ---- endpoints with names -------------------------------------------------------------------------------------

    private Map<String, Endpoint> named() throws ConfigurationException {
        Set<String> names = new LinkedHashSet<>();
        for (String key : entries.keySet()) {
            if (key.startsWith("endpoints.")) {
                names.add(key.split("\\.", 3)[1]);
            }
        }
        Map<String, Endpoint> named = new LinkedHashMap<>();
        for (String name : names) {
            named.put(name, named("endpoints." + name));
        }
        return named;
    }

    private Endpoint named(String prefix) throws ConfigurationException {
        Entry url = entries.get(prefix + ".url");
        if (url == null) {
            throw new ConfigurationException(prefix + " has no url: " + prefix + ".url is missing");
        }
        Endpoint beneath = withProxyProtocol(
                withMode(beneath(url, url.text()), entries.get(prefix + ".mode")),
                entries.get(prefix + ".proxyProtocol"));
        if (isTls(url.text())) {
            return beneath.withTls(tls(prefix, url));
        }
        for (Entry entry : entries.values()) {
            if (entry.key().startsWith(prefix + ".")
                    && !Schema.CLEAR_KEYS.contains(entry.key().substring(prefix.length() + 1))) {
                throw new ConfigurationException(entry, entry.key() + " is for https, and the url is " + url.text());
            }
        }
        return beneath;
    }

    /** @param trusted null for an endpoint without */
    private static Endpoint withProxyProtocol(Endpoint endpoint, Entry trusted) throws ConfigurationException {
        if (trusted == null) {
            return endpoint;
        }
        try {
            return endpoint.withProxyProtocol(
                    TrustedPeers.of(trusted.text().strip().split("\\s*[;,]\\s*", -1)));
        } catch (IllegalArgumentException noPeer) {
            throw new ConfigurationException(trusted, noPeer.getMessage());
        }
    }

    private static Endpoint withMode(Endpoint endpoint, Entry mode) throws ConfigurationException {
        if (mode == null) {
            return endpoint;
        }
        if (!(endpoint instanceof Endpoint.Unix unix)) {
            throw new ConfigurationException(mode, "a mode is for Unix domain sockets, and this is " + endpoint.url());
        }
        try {
            return Endpoint.unix(unix.path(), mode.text());
        } catch (IllegalArgumentException noMode) {
            throw new ConfigurationException(mode, "\"" + mode.text() + "\" is not a mode such as rw-rw----");
        }
    }

    private TlsOptions tls(String prefix, Entry url) throws ConfigurationException {
        TlsOptions.Builder tls = TlsOptions.builder();
        Entry certificate = entries.get(prefix + ".certificate");
        Entry refuses = entries.get(prefix + ".refuseUnknownNames");
        boolean refusesUnknown = refuses != null && Kind.TRUTH.parse(refuses);
        Set<String> hosts = hosts(prefix + ".names.");
        try {
            if (refusesUnknown) {
                tls.refuseUnknownNames();
            }
            if (certificate != null || !refusesUnknown || hosts.isEmpty()) {
                certificates
                        .named(certificate, url.origin() + ": " + url.text())
                        .forEach(tls::certificate);
            }
            ClientCertificates policy = policy(prefix);
            if (policy != null) {
                tls.clientCertificates(policy);
            }
            Entry version = entries.get(prefix + ".minimumVersion");
            if (version != null) {
                tls.minimumVersion(Kind.TLS_VERSION.parse(version));
            }
            for (String host : hosts) {
                addHost(tls, host, prefix + ".names." + host);
            }
            return tls.build();
        } catch (IllegalArgumentException mistake) {
            throw new ConfigurationException(url, mistake.getMessage());
        }
    }

    private void addHost(TlsOptions.Builder tls, String host, String prefix) throws ConfigurationException {
        Entry certificate = entries.get(prefix + ".certificate");
        if (certificate != null) {
            for (CertificateSource source : certificates.named(certificate, host)) {
                tls.certificate(host, source);
            }
        }
        ClientCertificates policy = policy(prefix);
        if (policy != null) {
            tls.clientCertificates(host, policy);
        }
    }

    private Set<String> hosts(String prefix) {
        Set<String> hosts = new LinkedHashSet<>();
        for (String key : entries.keySet()) {
            if (key.startsWith(prefix)) {
                hosts.add(key.substring(prefix.length(), key.lastIndexOf('.')));
            }
        }
        return hosts;
    }

    /** Null if nothing is said of it. */
    private ClientCertificates policy(String prefix) throws ConfigurationException {
        Entry policy = entries.get(prefix + ".clientCertificates");
        Entry authorities = entries.get(prefix + ".clientAuthorities");
        if (policy == null) {
            if (authorities != null) {
                throw new ConfigurationException(
                        authorities,
                        prefix + ".clientCertificates is missing, which says whether" + " they are required");
            }
            return null;
        }
        Path file = authorities == null ? null : certificates.path(authorities);
        try {
            return new ClientCertificates(Kind.POLICY.parse(policy), file, List.of());
        } catch (IllegalArgumentException mistake) {
            throw new ConfigurationException(policy, mistake.getMessage());
        }
    }
}
