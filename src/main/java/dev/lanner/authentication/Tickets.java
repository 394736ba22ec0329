package dev.lanner.authentication;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/**
 * A service's side of Kerberos, by JGSS. All that touches the module {@code java.security.jgss} is here. Immutable, for any
 * number of threads.
 */
final class Tickets {
    private static final String SPNEGO = "1.3.6.1.5.5.2";
    private static final String KERBEROS = "1.2.840.113554.1.2.2";

    private final GSSManager manager = GSSManager.getInstance();
    private final Subject service;
    private final GSSCredential credential;
    private final TicketBindings bindings;

    /**
     * What a token has shown.
     *
     * @param user whose it is; null if it is not accepted
     * @param answer for the client; null for none
     * @param reason why it is not accepted; null if it is
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Shown(String user, byte[] answer, String reason) {
        static Shown refused(String reason) {
            return new Shown(null, null, reason);
        }
    }

    private Tickets(Subject service, TicketBindings bindings) {
        this.service = service;
        this.bindings = bindings;
        this.credential = Subject.callAs(
                service,
                () -> manager.createCredential(
                        null,
                        GSSCredential.INDEFINITE_LIFETIME,
                        new Oid[] {new Oid(SPNEGO), new Oid(KERBEROS)},
                        GSSCredential.ACCEPT_ONLY));
    }

    static Tickets of(String service, Path keytab) {
        Subject subject = new Subject();
        try {
            new LoginContext("lanner", subject, null, new Keys(service, keytab)).login();
            return new Tickets(subject, new TicketBindings(service, keytab));
        } catch (LoginException | CompletionException | IllegalArgumentException failed) {
            throw new IllegalArgumentException(
                    "the keys of " + service + " can't be taken from " + keytab + ": " + failed.getMessage(), failed);
        }
    }

    /** Looks at a token; whatever is wrong with it is told, not thrown. */
    Shown accept(byte[] token) {
        try {
            return Subject.callAs(service, () -> {
                GSSContext context = manager.createContext(credential);
                try {
                    byte[] answer = context.acceptSecContext(token, 0, token.length);
                    return context.isEstablished()
                            ? new Shown(context.getSrcName().toString(), answer, null)
                            : Shown.refused("it wants another leg to go, and Kerberos has one");
                } finally {
                    context.dispose();
                }
            });
        } catch (CompletionException failed) {
            // Whatever a token can do to JGSS costs that token only.
            String reason = failed.getCause() instanceof GSSException gss
                    ? gss.getMessage()
                    : failed.getCause().getClass().getSimpleName();
            return Shown.refused(reason.replaceAll("[^ -~]", "?"));
        }
    }

    /** What the client of an accepted token has said about the channel; see {@link TicketBindings#of}. */
    byte[] bindings(byte[] token) throws GeneralSecurityException {
        return bindings.of(token);
    }

    /** The one entry of a login configuration: these keys, and no password, ticket or file of anybody else. */
    private static final class Keys extends Configuration {
        private final AppConfigurationEntry entry;

        Keys(String service, Path keytab) {
            entry = new AppConfigurationEntry(
                    "com.sun.security.auth.module.Krb5LoginModule",
                    LoginModuleControlFlag.REQUIRED,
                    Map.of(
                            "principal", service,
                            "keyTab", keytab.toAbsolutePath().toString(),
                            "useKeyTab", "true",
                            "storeKey", "true",
                            "isInitiator", "false",
                            "doNotPrompt", "true"));
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {entry};
        }
    }
}
