package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A server made by hand: one request with the few features that every server gives, and what was answered. */
final class TestExchange {
    final FeatureCollection features = new FeatureCollection();
    final HttpContext context = new HttpContext(features);
    final Request request;
    final Response response = new Response();

    private TestExchange(String method, String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        RequestTarget.Form form = path.equals("*") ? RequestTarget.Form.ASTERISK : RequestTarget.Form.ORIGIN;
        request = new Request(HttpMethod.of(method), new RequestTarget(form, target, null, path, query), new Headers());
        features.set(RequestFeature.class, request);
        features.set(ResponseFeature.class, response);
        features.set(ResponseBodyFeature.class, () -> response.content);
    }

    /** A request; the path in its target is taken as decoded already. */
    static TestExchange of(String method, String target) {
        return new TestExchange(method, target);
    }

    static TestExchange get(String target) {
        return of("GET", target);
    }

    /** A POST with a form. */
    static TestExchange form(String content) {
        return of("POST", "/")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .content(content.getBytes(StandardCharsets.UTF_8));
    }

    TestExchange header(String name, String value) {
        request.headers.add(name, value);
        return this;
    }

    TestExchange content(byte[] bytes) {
        InputStream stream = new ByteArrayInputStream(bytes);
        features.set(RequestBodyFeature.class, () -> stream);
        return this;
    }

    TestExchange run(Handler handler) throws Exception {
        handler.handle(context);
        return this;
    }

    /** What was answered, as text in UTF-8. */
    String text() {
        return response.content.toString(StandardCharsets.UTF_8);
    }

    /** The request's head. */
    record Request(HttpMethod method, RequestTarget target, Headers headers) implements RequestFeature {
        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String authority() {
            String host = headers.first(HeaderName.HOST);
            return host == null ? "" : host;
        }
    }

    /** The response, as far as it was answered. */
    static final class Response implements ResponseFeature {
        final Headers headers = new Headers();
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        Callback onStarting;
        Callback onCompleted;
        int status = 200;
        String reason;

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
            return reason;
        }

        @Override
        public void reason(String phrase) {
            reason = phrase;
        }

        @Override
        public Headers headers() {
            return headers;
        }

        @Override
        public boolean hasStarted() {
            return headers.isLocked();
        }

        @Override
        public void onStarting(Callback callback) {
            onStarting = callback;
        }

        @Override
        public void onCompleted(Callback callback) {
            onCompleted = callback;
        }
    }
}
