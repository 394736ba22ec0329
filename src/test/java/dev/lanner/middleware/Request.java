package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request to the least server that there can be: features made by hand, without a connection. */
final class Request implements RequestFeature {
    private final HttpMethod method;
    private final RequestTarget target;
    private final String pathBase;
    private final Headers headers = new Headers();
    private final FeatureCollection features = new FeatureCollection();

    private Request(String method, String target, String pathBase) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        this.method = HttpMethod.of(method);
        this.pathBase = pathBase;
        this.target = new RequestTarget(
                RequestTarget.Form.ORIGIN, target, null, path, question < 0 ? null : target.substring(question + 1));
        features.set(RequestFeature.class, this);
    }

    /** Of the target, the path counts as decoded: the server has done that. */
    static Request of(String method, String target) {
        return new Request(method, target, "");
    }

    static Request get(String target) {
        return of("GET", target);
    }

    Request under(String base) {
        Request request = new Request(method.name(), target.raw(), base);
        headers.forEach(request.headers::add);
        return request;
    }

    Request with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    Request from(SocketAddress client, String id) {
        features.set(ConnectionFeature.class, new ConnectionFeature() {
            @Override
            public String id() {
                return "c1";
            }

            @Override
            public SocketAddress remoteAddress() {
                return client;
            }

            @Override
            public SocketAddress localAddress() {
                return client;
            }
        });
        features.set(RequestIdFeature.class, new RequestIdFeature() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public void id(String other) {
                throw new UnsupportedOperationException(other);
            }
        });
        return this;
    }

    /** What a handler answers; what it throws is thrown after the response was completed, as a server does it. */
    Response run(Handler handler) throws Exception {
        Response response = new Response();
        features.set(ResponseFeature.class, response);
        features.set(ResponseBodyFeature.class, () -> response.content);
        try {
            handler.handle(new HttpContext(features));
        } catch (Exception failed) {
            response.status = 500;
            throw failed;
        } finally {
            for (ResponseFeature.Callback callback : response.completed.reversed()) {
                callback.run();
            }
        }
        return response;
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public RequestTarget target() {
        return target;
    }

    @Override
    public String pathBase() {
        return pathBase;
    }

    @Override
    public String path() {
        return target.path().substring(pathBase.length());
    }

    @Override
    public String authority() {
        return "example.org";
    }

    @Override
    public Headers headers() {
        return headers;
    }

    /** What was answered. */
    static final class Response implements ResponseFeature {
        private final Headers headers = new Headers();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final List<Callback> completed = new ArrayList<>();
        private int status = 200;

        /** The content, a character for each byte. */
        String text() {
            return content.toString(StandardCharsets.ISO_8859_1);
        }

        /** Null if there is no such field. */
        String header(String name) {
            return headers.joined(dev.lanner.http.HeaderName.of(name));
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public void status(int code) {
            status = code;
        }

        @Override
        public String reason() {
            return null;
        }

        @Override
        public void reason(String phrase) {
            throw new UnsupportedOperationException(phrase);
        }

        @Override
        public Headers headers() {
            return headers;
        }

        @Override
        public boolean hasStarted() {
            return content.size() > 0;
        }

        @Override
        public void onStarting(Callback callback) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onCompleted(Callback callback) {
            completed.add(callback);
        }
    }
}
