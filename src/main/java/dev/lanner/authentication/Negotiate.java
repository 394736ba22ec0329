package dev.lanner.authentication;

import dev.lanner.HttpContext;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kerberos tickets by SPNEGO in each request (RFC 4559, RFC 4178, RFC 4121): users who have logged in to their network need no
 * password here. The client is told by a token in the response that the server is the one that it means.
 *
 * <p>A ticket is enough for one request: there are no legs to go, and nothing is kept of a connection, so it works over HTTP/2 too. NTLM,
 * which is bound to connections, is refused; Java has no server's side of it. A token that came before is refused by the Java
 * machine's replay cache, which is a file ({@code sun.security.krb5.rcache}).
 *
 * <p>Needs the modules {@code java.security.jgss} and {@code jdk.security.auth}. For any number of threads.
 */
public final class Negotiate extends Scheme {
    private static final System.Logger LOGGER = System.getLogger("lanner.authentication");

    /** The longest token: Windows has none that is longer. */
    static final int TOKEN_BYTES = 65_536;

    private static final byte[] NTLM = "NTLMSSP\0".getBytes(StandardCharsets.ISO_8859_1);

    private final Tickets tickets;
    private final AtomicLong refused = new AtomicLong();

    private Negotiate(Tickets tickets) {
        super("Negotiate");
        this.tickets = tickets;
    }

    /**
     * Takes tickets for a service.
     *
     * @param service the service's name, such as {@code HTTP/www.example.org@EXAMPLE.ORG}: {@code HTTP}, the host by the name that
     *     clients know it by, the realm
     * @param keytab the file with its keys, readable by this process and nobody else; read again when it changes
     * @return the scheme
     * @throws IllegalStateException if this Java machine has not the modules that it takes
     * @throws IllegalArgumentException if the file can't be read, or the name is none
     */
    public static Negotiate of(String service, Path keytab) {
        if (!Files.isReadable(keytab)) {
            throw new IllegalArgumentException("the keytab " + keytab + " can't be read");
        }
        try {
            Class.forName("org.ietf.jgss.GSSManager");
            Class.forName("com.sun.security.auth.module.Krb5LoginModule");
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(
                    "Negotiate needs Java's Kerberos, which is not in this runtime:"
                            + " start it with --add-modules java.security.jgss,jdk.security.auth",
                    missing);
        }
        return new Negotiate(Tickets.of(service, keytab));
    }

    /**
     * How many tokens were refused.
     *
     * @return 0 or more
     */
    public long refused() {
        return refused.get();
    }

    @Override
    String challenge(HttpContext context) {
        return name();
    }

    @Override
    Verdict check(String token, HttpContext context) {
        byte[] bytes = decoded(token);
        if (bytes == null) {
            return refuse("it is no token");
        }
        if (Arrays.equals(bytes, 0, Math.min(bytes.length, NTLM.length), NTLM, 0, NTLM.length)) {
            return refuse("it is NTLM, which Java has not: the client found no Kerberos ticket for this host's name");
        }
        Tickets.Shown shown = tickets.accept(bytes);
        if (shown.user() == null) {
            return refuse(shown.reason());
        }
        String answer = shown.answer() == null
                ? null
                : name() + " " + Base64.getEncoder().encodeToString(shown.answer());
        return new Verdict(new User(shown.user()), answer);
    }

    /** Null if it is not Base64, empty, or longer than any. */
    private static byte[] decoded(String token) {
        if (token.isEmpty() || token.length() > TOKEN_BYTES / 3 * 4 + 4) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private Verdict refuse(String reason) {
        Level level = refused.incrementAndGet() == 1 ? Level.WARNING : Level.DEBUG;
        LOGGER.log(
                level, "a token of Negotiate was refused: {0}. From now on this is only counted, but at DEBUG", reason);
        return Verdict.REFUSED;
    }
}
