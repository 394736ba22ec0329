package dev.lanner.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** The keys of one host: the first of the kind that an engine asks for. Immutable. */
final class ServerKeys extends X509ExtendedKeyManager {
    private final List<Credential> credentials;

    ServerKeys(List<Credential> credentials) {
        this.credentials = List.copyOf(credentials);
    }

    private String alias(String keyType) {
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.get(i).keyType().equals(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private Credential named(String alias) {
        return credentials.get(Integer.parseInt(alias));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return named(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
