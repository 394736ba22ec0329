package dev.lanner.authentication;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.Middleware;
import dev.lanner.feature.AuthenticationFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;

/**
 * Lets those through who have shown who they are, with {@link AuthenticationFeature}, and asks all others to do so.
 *
 * <pre>{@code
 * Pipeline.builder()
 *         .use(Authentication.by(Basic.of("Shop", (name, password) -> accounts.find(name, password))))
 *         .handle(application);
 * }</pre>
 *
 * <p>Requests without credentials are answered 401, unless {@link #allowAnonymous()}; those with wrong ones always. Credentials
 * of a scheme that is not among these are none, whatever they look like. Behind a proxy it comes after {@code ForwardedHeaders}, which tells whether the
 * client came by TLS. For any number of threads.
 */
public final class Authentication implements Middleware {
    private final List<Scheme> schemes;
    private final boolean anonymousAllowed;

    private Authentication(List<Scheme> schemes, boolean anonymousAllowed) {
        this.schemes = schemes;
        this.anonymousAllowed = anonymousAllowed;
    }

    /**
     * By one of these schemes; nobody is anonymous.
     *
     * @param schemes at least one, the most wanted first, each kind once
     * @return the middleware
     * @throws IllegalArgumentException if there is none, or one is there twice
     */
    public static Authentication by(Scheme... schemes) {
        long kinds = Arrays.stream(schemes).map(Scheme::name).distinct().count();
        if (schemes.length == 0 || kinds < schemes.length) {
            throw new IllegalArgumentException("authentication needs at least one scheme, and each kind only once");
        }
        return new Authentication(List.of(schemes), false);
    }

    /**
     * The same, but requests without credentials are let through, without {@link AuthenticationFeature}. The application that
     * wants to know who it is answers 401 by {@link #challenge}.
     *
     * @return another middleware
     */
    public Authentication allowAnonymous() {
        return new Authentication(schemes, true);
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        FeatureCollection features = context.features();
        Credentials credentials =
                Credentials.of(features.require(RequestFeature.class).headers());
        Scheme scheme = credentials == null ? null : scheme(credentials.scheme());
        if (scheme == null) {
            if (anonymousAllowed) {
                next.handle(context);
            } else {
                challenge(context);
            }
            return;
        }
        Scheme.Verdict verdict = scheme.check(credentials.token(), context);
        if (verdict.user() == null) {
            refuse(context, scheme);
            return;
        }
        if (verdict.answer() != null) {
            context.response().headers().add(HeaderName.WWW_AUTHENTICATE, verdict.answer());
        }
        features.set(AuthenticationFeature.class, new Authenticated(verdict.user(), scheme.name()));
        next.handle(context);
    }

    private Scheme scheme(String name) {
        for (Scheme scheme : schemes) {
            if (scheme.name().equalsIgnoreCase(name)) {
                return scheme;
            }
        }
        return null;
    }

    /**
     * Answers 401 with a challenge for each scheme (RFC 9110 §11.6.1); 403 if none may be used by the way that the request came.
     *
     * @param context the request that is to come again with credentials
     * @throws IOException if the client has gone
     */
    public void challenge(HttpContext context) throws IOException {
        challenge(context, schemes);
    }

    /** A scheme that has failed is asked for again only if there is no other: clients that try the best first would never end. */
    private void refuse(HttpContext context, Scheme failed) throws IOException {
        List<Scheme> others = schemes.stream()
                .filter(scheme -> scheme != failed || scheme instanceof Basic)
                .toList();
        challenge(context, others.isEmpty() ? schemes : others);
    }

    private static void challenge(HttpContext context, List<Scheme> wanted) throws IOException {
        HttpResponse response = context.response();
        boolean any = false;
        for (Scheme scheme : wanted) {
            String challenge = scheme.challenge(context);
            if (challenge != null) {
                any = true;
                response.headers().add(HeaderName.WWW_AUTHENTICATE, challenge);
            }
        }
        if (any) {
            response.status(HttpStatus.UNAUTHORIZED).text("401 Unauthorized: this needs a user\n");
        } else {
            response.status(HttpStatus.FORBIDDEN).text("403 Forbidden: passwords are taken over TLS only\n");
        }
    }

    private record Authenticated(Principal user, String scheme) implements AuthenticationFeature {}
}
