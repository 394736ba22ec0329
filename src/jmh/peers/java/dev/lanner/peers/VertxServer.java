package dev.lanner.peers;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Vert.x: a verticle for each core on native epoll, the handler that blocks on virtual threads. */
final class VertxServer extends AbstractVerticle {
    private static final Buffer PLAINTEXT = Buffer.buffer(Benchmark.PLAINTEXT);
    private static final Buffer HUNDRED_KIB = Buffer.buffer(Benchmark.HUNDRED_KIB);
    private static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

    private final Benchmark benchmark;

    private VertxServer(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    public static void main(String[] arguments) {
        Benchmark benchmark = Benchmark.of(arguments);
        int cores = Runtime.getRuntime().availableProcessors();
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(cores))
                .deployVerticle(() -> new VertxServer(benchmark), new DeploymentOptions().setInstances(cores));
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions clear = options();
        HttpServerOptions tls = options()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(benchmark.certificate().toString())
                        .setKeyPath(benchmark.key().toString()));
        vertx.createHttpServer(clear)
                .requestHandler(this::answer)
                .listen(benchmark.clear(), "127.0.0.1")
                .compose(listening ->
                        vertx.createHttpServer(tls).requestHandler(this::answer).listen(benchmark.tls(), "127.0.0.1"))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions().setAcceptBacklog(Benchmark.BACKLOG).setTcpFastOpen(true);
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/plaintext" -> answer(request, "text/plain", PLAINTEXT);
            case "/100k" -> answer(request, "application/octet-stream", HUNDRED_KIB);
            case "/echo" -> request.body().onSuccess(content -> answer(request, "application/octet-stream", content));
            case "/upload" -> {
                long[] count = {0};
                request.handler(part -> count[0] += part.length());
                request.endHandler(end -> answer(request, "text/plain", Buffer.buffer(Long.toString(count[0]))));
            }
            case "/sleep" ->
                VIRTUAL.execute(() -> {
                    Benchmark.sleep();
                    answer(request, "text/plain", PLAINTEXT);
                });
            default -> {
                String name = request.path().substring(request.path().lastIndexOf('/') + 1);
                request.response()
                        .putHeader(HttpHeaders.DATE, CachedDate.now())
                        .sendFile(benchmark.files().resolve(name).toString());
            }
        }
    }

    private static void answer(HttpServerRequest request, String type, Buffer content) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.DATE, CachedDate.now())
                .end(content);
    }
}
