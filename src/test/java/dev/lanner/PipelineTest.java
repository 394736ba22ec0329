package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.server.Application;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Middleware around a handler, put together once. */
class PipelineTest {
    private final List<String> steps = new ArrayList<>();

    @Test
    void handlerAloneIsAPipeline() throws Exception {
        assertThat(TestExchange.get("/")
                        .run(Pipeline.of(context -> context.response().text("Hello")))
                        .text())
                .isEqualTo("Hello");
    }

    @Test
    void middlewareRunsInItsOrderAndBackAgain() throws Exception {
        Pipeline pipeline = Pipeline.builder().use(step("a")).use(step("b")).handle(context -> steps.add("handler"));

        TestExchange.get("/").run(pipeline);

        assertThat(steps).containsExactly("a", "b", "handler", "b'", "a'");
    }

    @Test
    void middlewareThatDoesNotGoOnAnswersItself() throws Exception {
        Pipeline pipeline = Pipeline.builder()
                .use(step("a"))
                .use((context, next) -> context.response().status(401))
                .handle(context -> steps.add("handler"));

        TestExchange exchange = TestExchange.get("/").run(pipeline);

        assertThat(steps).containsExactly("a", "a'");
        assertThat(exchange.response.status).isEqualTo(401);
    }

    @Test
    void endWithoutAHandlerIs404() throws Exception {
        TestExchange exchange =
                TestExchange.get("/").run(Pipeline.builder().use(step("a")).build());

        assertThat(steps).containsExactly("a", "a'");
        assertThat(exchange.response.status).isEqualTo(404);
        assertThat(exchange.text()).isEmpty();
    }

    @Test
    void handlerThatAnswersNothingIs200() throws Exception {
        assertThat(TestExchange.get("/").run(Pipeline.of(context -> {})).response.status)
                .isEqualTo(200);
    }

    @Test
    void whatAHandlerThrowsPassesThroughTheMiddleware() {
        Pipeline pipeline = Pipeline.builder().use(step("a")).handle(context -> {
            throw new IOException("broken");
        });

        assertThatThrownBy(() -> TestExchange.get("/").run(pipeline))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(steps).containsExactly("a", "a'");
    }

    @Test
    void pipelineIsAnApplication() throws Exception {
        TestExchange exchange = TestExchange.get("/x");
        Pipeline pipeline =
                Pipeline.of(context -> context.response().text(context.request().path()));

        HttpContext context = pipeline.createContext(exchange.features);
        pipeline.process(context);
        pipeline.disposeContext(context, null);

        assertThat(context.features()).isSameAs(exchange.features);
        assertThat(exchange.text()).isEqualTo("/x");
    }

    @Test
    void pipelineIsAHandlerInAnotherOne() throws Exception {
        Pipeline inner = Pipeline.builder().use(step("inner")).handle(context -> steps.add("handler"));

        TestExchange.get("/").run(Pipeline.builder().use(step("outer")).handle(inner));

        assertThat(steps).containsExactly("outer", "inner", "handler", "inner'", "outer'");
    }

    @Test
    void builderGoesOnWithoutEffectOnWhatItBuilt() throws Exception {
        Pipeline.Builder builder = Pipeline.builder().use(step("a"));
        Pipeline first = builder.handle(context -> {});
        Pipeline second = builder.use(step("b")).handle(context -> {});

        TestExchange.get("/").run(first);
        assertThat(steps).containsExactly("a", "a'");

        steps.clear();
        TestExchange.get("/").run(second);
        assertThat(steps).containsExactly("a", "b", "b'", "a'");
    }

    @Test
    void nothingIsNull() {
        assertThatThrownBy(() -> Pipeline.of(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Pipeline.builder().use(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Pipeline.builder().handle(null)).isInstanceOf(NullPointerException.class);
    }

    private Middleware step(String name) {
        return (context, next) -> {
            steps.add(name);
            try {
                next.handle(context);
            } finally {
                steps.add(name + "'");
            }
        };
    }

    /** Contexts of an application behind middleware live as long as those of any other: until the response is complete. */
    @Test
    void middlewareBeforeAnyApplication() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Application<String> inner = new Application<>() {
            @Override
            public String createContext(FeatureCollection features) {
                ResponseFeature response = features.require(ResponseFeature.class);
                response.onCompleted(() -> seen.add("completed"));
                return response.headers().first("X-Before");
            }

            @Override
            public void process(String context) {
                seen.add("process " + context);
                if (context.equals("/fails")) {
                    throw new IllegalStateException("a failure that the test wants");
                }
            }

            @Override
            public void disposeContext(String context, Throwable error) {
                seen.add("dispose " + context + " " + error);
            }
        };
        try (MemoryServer server = new MemoryServer()) {
            server.start(Pipeline.builder()
                    .use((context, next) -> {
                        context.response().header("X-Before", context.request().path());
                        if (!context.request().path().equals("/stays")) {
                            next.handle(context);
                        }
                    })
                    .before(inner));
            server.send(MemoryRequest.get("/a")).bytes();
            Await.until("the first has ended", () -> seen.size() == 3);
            server.send(MemoryRequest.get("/stays")).bytes();
            server.send(MemoryRequest.get("/fails")).bytes();
            Await.until("the last has ended", () -> seen.size() == 6);
        }
        assertThat(seen)
                .containsExactly(
                        "process /a",
                        "dispose /a null",
                        "completed",
                        "process /fails",
                        "dispose /fails java.lang.IllegalStateException: a failure that the test wants",
                        "completed");
    }
}
