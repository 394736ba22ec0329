package dev.lanner.server;

import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How an endpoint speaks TLS. Immutable. Which application protocols are negotiated is up to the endpoint. How long a
 * handshake may take, how many there may be at once, and how many records without data, is in {@link Limits}.
 *
 * <p>What a client gets depends on the name that it asks for (server name indication, RFC 6066 §3): what was given for
 * exactly that name; else for the longest wildcard that covers it, {@code *.example.org} covering every name below
 * {@code example.org}; else the default.
 *
 * @see Endpoint#withTls(TlsOptions)
 */
public final class TlsOptions {
    private final List<CertificateSource> certificates;
    private final Map<String, List<CertificateSource>> certificatesByName;
    private final ClientCertificates clientCertificates;
    private final Map<String, ClientCertificates> clientCertificatesByName;
    private final boolean refusesUnknownNames;
    private final TlsVersion minimumVersion;

    private TlsOptions(Builder builder) {
        if (builder.certificates.isEmpty() && builder.certificatesByName.isEmpty()) {
            throw new IllegalArgumentException(
                    "TLS needs a certificate; CertificateSource.development() makes one to develop with");
        }
        if (builder.certificates.isEmpty() && !builder.refusesUnknownNames) {
            throw new IllegalArgumentException("there is no default certificate: give one without a name,"
                    + " or call refuseUnknownNames so that clients that ask for another name are refused");
        }
        certificates = List.copyOf(builder.certificates);
        certificatesByName = new LinkedHashMap<>();
        builder.certificatesByName.forEach((name, sources) -> certificatesByName.put(name, List.copyOf(sources)));
        clientCertificates = builder.clientCertificates;
        clientCertificatesByName = new LinkedHashMap<>(builder.clientCertificatesByName);
        refusesUnknownNames = builder.refusesUnknownNames;
        minimumVersion = builder.minimumVersion;
    }

    /**
     * A builder that begins with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * One certificate for all names, and all defaults.
     *
     * @param certificate the certificate
     * @return the options
     */
    public static TlsOptions of(CertificateSource certificate) {
        return builder().certificate(certificate).build();
    }

    /**
     * The development certificate, and all defaults.
     *
     * @return the options
     */
    public static TlsOptions development() {
        return of(CertificateSource.development());
    }

    /**
     * The default certificates, of different kinds of keys. See {@link Builder#certificate(CertificateSource)}.
     *
     * @return none if unknown names are refused, else one or more
     */
    public List<CertificateSource> certificates() {
        return certificates;
    }

    /**
     * The certificates that have names. See {@link Builder#certificate(String, CertificateSource)}.
     *
     * @return by name in lower case; wildcards begin with {@code *.}
     */
    public Map<String, List<CertificateSource>> certificatesByName() {
        return Map.copyOf(certificatesByName);
    }

    /**
     * See {@link Builder#clientCertificates(ClientCertificates)}.
     *
     * @return what is asked of clients by default
     */
    public ClientCertificates clientCertificates() {
        return clientCertificates;
    }

    /**
     * See {@link Builder#clientCertificates(String, ClientCertificates)}.
     *
     * @return by name in lower case; wildcards begin with {@code *.}
     */
    public Map<String, ClientCertificates> clientCertificatesByName() {
        return Map.copyOf(clientCertificatesByName);
    }

    /**
     * See {@link Builder#refuseUnknownNames}.
     *
     * @return true if clients that ask for no name or for an unknown one are refused
     */
    public boolean refusesUnknownNames() {
        return refusesUnknownNames;
    }

    /**
     * See {@link Builder#minimumVersion}.
     *
     * @return the oldest version that is spoken
     */
    public TlsVersion minimumVersion() {
        return minimumVersion;
    }

    /**
     * Whether the other says the same: the same sources, not the same certificates, which may be in files that change.
     *
     * @param other any object
     * @return true if it is
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof TlsOptions same
                && certificates.equals(same.certificates)
                && certificatesByName.equals(same.certificatesByName)
                && clientCertificates.equals(same.clientCertificates)
                && clientCertificatesByName.equals(same.clientCertificatesByName)
                && refusesUnknownNames == same.refusesUnknownNames
                && minimumVersion == same.minimumVersion;
    }

    /**
     * Fits {@link #equals}.
     *
     * @return the hash code
     */
    @Override
    public int hashCode() {
        return Objects.hash(certificates, certificatesByName, minimumVersion);
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private final List<CertificateSource> certificates = new ArrayList<>();
        private final Map<String, List<CertificateSource>> certificatesByName = new LinkedHashMap<>();
        private final Map<String, ClientCertificates> clientCertificatesByName = new LinkedHashMap<>();
        private ClientCertificates clientCertificates = ClientCertificates.NONE;
        private boolean refusesUnknownNames;
        private TlsVersion minimumVersion = TlsVersion.TLS_1_2;

        private Builder() {}

        /**
         * Adds a default certificate: for clients that ask for no name, or for one that has no certificate of its own.
         * A second one must have another kind of key; each client gets the first that it understands.
         *
         * @param certificate the certificate
         * @return this
         */
        public Builder certificate(CertificateSource certificate) {
            certificates.add(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /**
         * Adds a certificate for a name.
         *
         * @param name such as {@code example.org} or {@code *.example.org}
         * @param certificate the certificate; a second one for that name must have another kind of key
         * @return this
         * @throws IllegalArgumentException if it is no name
         */
        public Builder certificate(String name, CertificateSource certificate) {
            Objects.requireNonNull(certificate, "certificate");
            certificatesByName
                    .computeIfAbsent(canonical(name), first -> new ArrayList<>())
                    .add(certificate);
            return this;
        }

        /**
         * What is asked of clients whose name has no policy of its own. Default nothing.
         *
         * @param newPolicy the policy
         * @return this
         */
        public Builder clientCertificates(ClientCertificates newPolicy) {
            clientCertificates = Objects.requireNonNull(newPolicy, "clientCertificates");
            return this;
        }

        /**
         * What is asked of clients that ask for a name. A request for a host with another policy than the one that its
         * connection was made under is answered 421.
         *
         * @param name such as {@code admin.example.org} or {@code *.example.org}
         * @param policy the policy
         * @return this
         * @throws IllegalArgumentException if it is no name
         */
        public Builder clientCertificates(String name, ClientCertificates policy) {
            clientCertificatesByName.put(canonical(name), Objects.requireNonNull(policy, "policy"));
            return this;
        }

        /**
         * Refuses clients that ask for no name, or for one that has nothing of its own, with the alert
         * {@code unrecognized_name}. By default they get the default certificate.
         *
         * @return this
         */
        public Builder refuseUnknownNames() {
            refusesUnknownNames = true;
            return this;
        }

        /**
         * The oldest version that is spoken. Default TLS 1.2, which clients from before 2018 need.
         *
         * @param version the version
         * @return this
         */
        public Builder minimumVersion(TlsVersion version) {
            minimumVersion = Objects.requireNonNull(version, "version");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         * @throws IllegalArgumentException if there is no certificate, or no default one and unknown names are not
         *     refused
         */
        public TlsOptions build() {
            return new TlsOptions(this);
        }

        private static String canonical(String name) {
            boolean wildcard = name.startsWith("*.");
            String host = wildcard ? name.substring(2) : name;
            try {
                String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
                if (!ascii.isEmpty() && !ascii.startsWith(".") && !ascii.endsWith(".")) {
                    return wildcard ? "*." + ascii : ascii;
                }
            } catch (IllegalArgumentException notAName) {
                throw new IllegalArgumentException(refusal(name), notAName);
            }
            throw new IllegalArgumentException(refusal(name));
        }

        private static String refusal(String name) {
            return "\"" + name + "\" is not a host name, nor *. before one";
        }
    }
}
