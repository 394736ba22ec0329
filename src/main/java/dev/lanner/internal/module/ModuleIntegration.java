package dev.lanner.internal.module;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.feature.TlsFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.server.Application;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The application's side of a module: refuses what did not come by it, and shows each request to the application as it came to
 * the module: with the client's address, scheme and certificate, and with the path base taken off. For any number of threads.
 *
 * @param <C> the application's type of context
 */
public final class ModuleIntegration<C> implements Application<ModuleIntegration.Admission<C>> {
    private static final HeaderName TOKEN = HeaderName.of("MS-ASPNETCORE-TOKEN");
    private static final HeaderName CERTIFICATE = HeaderName.of("MS-ASPNETCORE-CLIENTCERT");
    private static final HeaderName EVENT = HeaderName.of("MS-ASPNETCORE-EVENT");
    private static final HeaderName PATH_BASE = HeaderName.of("Lanner-Path-Base");
    private static final HeaderName DELEGABLE = HeaderName.of("Lanner-Delegable");
    private static final HeaderName WITHHELD = HeaderName.of("Lanner-Withheld");
    private static final String EVENTS_PATH = "/iisintegration";
    private static final int PASSED = 0;

    private final Application<C> application;
    private final ModuleEnvironment module;
    private final Runnable onStopAsked;

    /**
     * What became of a request.
     *
     * @param context the application's; null if it has not come that far
     * @param answer the status; 0 if it is up to the application
     */
    public record Admission<C>(FeatureCollection features, C context, int answer) {}

    public ModuleIntegration(Application<C> application, ModuleEnvironment module, Runnable onStopAsked) {
        this.application = application;
        this.module = module;
        this.onStopAsked = onStopAsked;
    }

    @Override
    public Admission<C> createContext(FeatureCollection features) {
        RequestFeature request = features.require(RequestFeature.class);
        Headers headers = request.headers();
        if (headers.count(TOKEN) != 1 || !module.isToken(headers.first(TOKEN))) {
            ConnectionFeature connection = features.get(ConnectionFeature.class);
            PeerFaults.log(
                    connection == null ? "-" : connection.id(), "NOT_BY_THE_MODULE", "no pairing token, or another");
            return new Admission<>(features, null, HttpStatus.BAD_REQUEST);
        }
        RequestFeature shown = shown(features, request);
        if (isShutdown(shown, headers)) {
            onStopAsked.run();
            return new Admission<>(features, null, HttpStatus.ACCEPTED);
        }
        features.set(RequestFeature.class, shown);
        return new Admission<>(features, application.createContext(features), PASSED);
    }

    private static boolean isShutdown(RequestFeature request, Headers headers) {
        return request.method().equals(HttpMethod.POST)
                && request.path().equals(EVENTS_PATH)
                && "shutdown".equalsIgnoreCase(headers.first(EVENT));
    }

    /** The request as it came to the module; other features that are to be seen so are set. */
    private RequestFeature shown(FeatureCollection features, RequestFeature request) {
        Headers headers = request.headers().copy();
        String client = takeLast(headers, HeaderName.X_FORWARDED_FOR);
        String scheme = takeLast(headers, HeaderName.X_FORWARDED_PROTO);
        String certificate = headers.first(CERTIFICATE);
        String told = module.tellsPathBase() ? headers.first(PATH_BASE) : null;
        headers.remove(TOKEN);
        headers.remove(CERTIFICATE);
        headers.remove(EVENT);
        headers.remove(PATH_BASE);
        headers.remove(DELEGABLE);
        if (headers.remove(WITHHELD)) {
            headers.remove(HeaderName.EXPECT); // which was between the module and this server
        }
        headers.lock();
        showConnection(features, ModuleClient.address(client));
        X509Certificate shown = ModuleClient.certificate(certificate);
        if (shown != null) {
            features.set(TlsFeature.class, new ModuleClient.Tls(List.of(shown)));
        }
        BodySizeLimitFeature limit = features.get(BodySizeLimitFeature.class);
        if (limit != null && !limit.isReadOnly()) {
            limit.limit(BodySizeLimitFeature.UNLIMITED); // the module has one
        }
        if (!module.upgrades()) {
            features.remove(UpgradeFeature.class);
            features.remove(ConnectFeature.class);
        }
        boolean known = "http".equals(scheme) || "https".equals(scheme);
        RewrittenRequest rewritten = RewrittenRequest.of(request)
                .withOrigin(known ? scheme : request.scheme(), request.authority())
                .withHeaders(headers);
        String path = request.path();
        int base = told == null ? base(path) : Integer.parseInt(told);
        return base == 0 ? rewritten : rewritten.withPath(path.substring(0, base), path.substring(base));
    }

    /** How much of a path is the path base, where the module has not told. */
    private int base(String path) {
        String base = module.pathBase();
        boolean below = path.startsWith(base) && (path.length() == base.length() || path.charAt(base.length()) == '/');
        return below ? base.length() : 0;
    }

    private static void showConnection(FeatureCollection features, SocketAddress client) {
        ConnectionFeature connection = features.get(ConnectionFeature.class);
        if (connection != null && client != null) {
            features.set(
                    ConnectionFeature.class,
                    new ModuleClient.Connection(connection.id(), client, connection.localAddress()));
        }
    }

    /** The last entry of a list, which the module has appended; what clients may have written before it stays. */
    private static String takeLast(Headers headers, HeaderName name) {
        String list = headers.joined(name);
        if (list == null) {
            return null;
        }
        int comma = list.lastIndexOf(',');
        if (comma < 0) {
            headers.remove(name);
        } else {
            headers.set(name, list.substring(0, comma).strip());
        }
        return list.substring(comma + 1).strip();
    }

    @Override
    public void process(Admission<C> admission) throws Exception {
        if (admission.answer == PASSED) {
            application.process(admission.context);
        } else {
            admission.features.require(ResponseFeature.class).status(admission.answer);
        }
    }

    @Override
    public void disposeContext(Admission<C> admission, Throwable error) {
        if (admission.answer == PASSED) {
            application.disposeContext(admission.context, error);
        }
    }
}
