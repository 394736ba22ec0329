package dev.lanner.authentication;

import dev.lanner.HttpContext;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.log.LazyLogger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
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
    private static final System.Logger LOGGER = LazyLogger.named("lanner.authentication");

    /** The longest token: Windows has none that is longer. */
    static final int TOKEN_BYTES = 65_536;

    private static final byte[] NTLM = "NTLMSSP\0".getBytes(StandardCharsets.ISO_8859_1);

    private final Tickets tickets;
    private final ChannelBinding binding;
    private final AtomicLong refused = new AtomicLong();

    private Negotiate(Tickets tickets, ChannelBinding binding) {
        super("Negotiate");
        this.tickets = tickets;
        this.binding = binding;
    }

    /**
     * Whether a ticket must be bound to the TLS connection that it comes over, by the hash of the server's certificate (RFC 5929
     * §4), so that nobody who got it from its user can pass it on to this server over a connection of his own.
     */
    public enum ChannelBinding {
        /** It is not looked at: where TLS ends at a proxy before this server. */
        NONE,
        /** What is bound must be bound to this connection's certificate; what is not bound is taken. */
        RELAXED,
        /** Only what is bound to this connection's certificate is taken, and so nothing without TLS. */
        STRICT
    }

    /**
     * Takes tickets for a service, with {@link ChannelBinding#RELAXED}.
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
        return new Negotiate(Tickets.of(service, keytab), ChannelBinding.RELAXED);
    }

    /**
     * The same with another level of channel binding.
     *
     * @param level how much binding is wanted
     * @return another scheme
     */
    public Negotiate withChannelBinding(ChannelBinding level) {
        return new Negotiate(tickets, Objects.requireNonNull(level, "level"));
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
        String fault = channelFault(bytes, context);
        if (fault != null) {
            return refuse(fault);
        }
        String answer = shown.answer() == null
                ? null
                : name() + " " + Base64.getEncoder().encodeToString(shown.answer());
        return new Verdict(new User(shown.user()), answer);
    }

    /** What is wrong with the channel that an accepted token came over; null if nothing is. */
    private String channelFault(byte[] token, HttpContext context) {
        if (binding == ChannelBinding.NONE) {
            return null;
        }
        try {
            byte[] bindings = tickets.bindings(token);
            if (ServerEndPoint.isNone(bindings)) {
                return binding == ChannelBinding.RELAXED ? null : "it is not bound to the channel, as STRICT wants it";
            }
            TlsFeature tls = context.features().get(TlsFeature.class);
            X509Certificate shown = tls == null ? null : tls.serverCertificate();
            return shown != null && ServerEndPoint.matches(bindings, shown) ? null : "it is bound to another channel";
        } catch (GeneralSecurityException | RuntimeException unknown) {
            return "what it says about the channel can't be read";
        }
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
