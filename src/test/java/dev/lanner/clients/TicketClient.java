package dev.lanner.clients;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A program that prints tokens for {@code HTTP@localhost}, one a line, with bindings as each argument says: {@code none}, or
 * {@code java:} (as Java's public API makes them) or {@code others:} (as Windows and MIT do) with the hash of a certificate in hex. In a
 * process of its own, since Java's Kerberos is set up once for a process.
 */
final class TicketClient {
    private TicketClient() {}

    public static void main(String[] arguments) throws Exception {
        Subject subject = new Subject();
        new LoginContext("client", subject, null, new TicketCache()).login();
        for (String argument : arguments) {
            System.out.println(Subject.callAs(subject, () -> token(argument)));
        }
    }

    private static String token(String bindings) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSName service = manager.createName("HTTP@localhost", GSSName.NT_HOSTBASED_SERVICE);
        GSSContext context =
                manager.createContext(service, new Oid("1.3.6.1.5.5.2"), null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        if (!bindings.equals("none")) {
            context.setChannelBinding(binding(bindings));
        }
        return Base64.getEncoder().encodeToString(context.initSecContext(new byte[0], 0, 0));
    }

    private static ChannelBinding binding(String bindings) throws Exception {
        byte[] hash = HexFormat.of().parseHex(bindings.substring(bindings.indexOf(':') + 1));
        byte[] prefix = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);
        byte[] data = java.util.Arrays.copyOf(prefix, prefix.length + hash.length);
        System.arraycopy(hash, 0, data, prefix.length, hash.length);
        return bindings.startsWith("java:")
                ? new ChannelBinding(data)
                : Class.forName("sun.security.jgss.krb5.internal.TlsChannelBindingImpl")
                        .asSubclass(ChannelBinding.class)
                        .getConstructor(byte[].class)
                        .newInstance((Object) data);
    }

    /** The tickets of whoever is logged in. */
    private static final class TicketCache extends Configuration {
        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(
                        "com.sun.security.auth.module.Krb5LoginModule",
                        AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                        Map.of(
                                "useTicketCache",
                                "true",
                                "doNotPrompt",
                                "true",
                                "ticketCache",
                                System.getProperty("tickets")))
            };
        }
    }
}
