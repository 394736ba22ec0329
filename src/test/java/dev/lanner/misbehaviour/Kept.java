package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResetFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What an application can keep of a request that has ended.
 *
 * @param reset null with HTTP/1.1
 */
record Kept(
        HttpContext context,
        InputStream in,
        OutputStream out,
        ResponseBodyFeature body,
        ResponseFeature head,
        Headers headers,
        Headers trailers,
        RequestLifetimeFeature lifetime,
        DataRateFeature rates,
        InformationalFeature informational,
        ResetFeature reset) {
    private static final byte[] STRAY = "STRAY".getBytes(StandardCharsets.US_ASCII);

    static Kept of(HttpContext context) {
        return new Kept(
                context,
                context.request().body(),
                context.response().body(),
                context.features().require(ResponseBodyFeature.class),
                context.features().require(ResponseFeature.class),
                context.response().headers(),
                context.features().require(ResponseTrailersFeature.class).trailers(),
                context.features().require(RequestLifetimeFeature.class),
                context.features().require(DataRateFeature.class),
                context.features().require(InformationalFeature.class),
                context.features().get(ResetFeature.class));
    }

    /** Everything that could touch the connection; each throws or does nothing. */
    void misuse() {
        quietly(() -> assertThat(in.read()).as("a byte of the next request").isNegative());
        quietly(() -> assertThat(context.request().bytes())
                .as("bytes of the next request")
                .isEmpty());
        quietly(() -> out.write(STRAY));
        quietly(() -> out.write(new byte[100_000]));
        quietly(out::flush);
        quietly(out::close);
        quietly(body::start);
        quietly(body::complete);
        quietly(in::close);
        quietly(() -> context.response().text("STRAY"));
        quietly(() -> context.response().redirect("/stray"));
        quietly(() -> head.status(418));
        quietly(() -> headers.set("X-Stray", "STRAY"));
        quietly(() -> trailers.set("X-Stray", "STRAY"));
        quietly(lifetime::abort);
        quietly(() -> lifetime.onAborted(() -> {}));
        quietly(() -> assertThat(lifetime.aborted()).isFalse());
        quietly(() -> rates.request(new DataRate(1_000_000_000, Duration.ofNanos(1))));
        quietly(() -> rates.response(new DataRate(1_000_000_000, Duration.ofNanos(1))));
        quietly(() -> informational.send(103, new Headers().add("Link", "STRAY")));
        quietly(() -> {
            if (reset != null) {
                reset.reset(0);
            }
        });
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void quietly(Action action) {
        try {
            action.run();
        } catch (IOException | IllegalStateException refused) {
            // That is what is wanted.
        }
    }
}
