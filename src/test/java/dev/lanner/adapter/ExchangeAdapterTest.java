package dev.lanner.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the other HTTP implementation gets to send. The compatibility kit over the JDK's server has the rest. */
class ExchangeAdapterTest {
    private static final SocketAddress HERE = InetSocketAddress.createUnresolved("here", 1);
    private static final SocketAddress THERE = InetSocketAddress.createUnresolved("there", 2);

    private final Headers headers = new Headers();
    private final List<String> sent = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private InputStream body = InputStream.nullInputStream();
    private long bodyLength;
    private boolean clientGone;

    private final Carrier carrier = new Carrier() {
        @Override
        public InputStream content() {
            sent.add("content asked for");
            return body;
        }

        @Override
        public OutputStream sendHead(int status, String reason, Headers fields, long length, boolean follows)
                throws IOException {
            if (clientGone) {
                throw new IOException("gone");
            }
            sent.add(status + " " + length + " " + follows);
            return content;
        }
    };

    private boolean run(String method, String target, Handler handler) {
        var adapter = new ExchangeAdapter(ServerOptions.builder()
                .limits(Limits.builder().bodyBytes(5).build())
                .build());
        var request = new AdaptedRequest(
                HttpVersion.HTTP_1_1, HttpMethod.of(method), "http", target, headers, bodyLength, HERE, THERE);
        return adapter.run(Pipeline.of(handler), request, carrier);
    }

    private String text() {
        return content.toString(StandardCharsets.UTF_8);
    }

    @Test
    void answers() {
        headers.add(HeaderName.HOST, "example.org");

        assertThat(run("GET", "/a/../%62?c", context -> {
                    var request = context.request();
                    context.response().text(request.host() + request.path() + request.query());
                }))
                .isTrue();
        assertThat(sent).containsExactly("200 " + text().length() + " true");
        assertThat(text()).startsWith("example.org/b");
    }

    @Test
    void headHasTheLengthAlone() {
        run("HEAD", "/", context -> context.response().text("12345"));

        assertThat(sent).containsExactly("200 5 false");
        assertThat(text()).isEmpty();
    }

    @Test
    void whatIsFlushedHasNoLength() {
        run("GET", "/", context -> {
            OutputStream out = context.response().body();
            out.write('a');
            out.flush();
            out.write('b');
        });

        assertThat(sent).containsExactly("200 -1 true");
        assertThat(text()).isEqualTo("ab");
    }

    @Test
    void noContent() {
        run("GET", "/", context -> context.response().status(204));

        assertThat(sent).containsExactly("204 -1 false");
    }

    @Test
    void malformedTargetIsAnsweredWithoutTheApplication() {
        assertThat(run("GET", "/%zz", context -> sent.add("run"))).isTrue();

        assertThat(text()).isEqualTo("400 Bad Request: TARGET_MALFORMED (RFC 9112 §3.2)\n");
        assertThat(sent).containsExactly("400 " + content.size() + " true");
    }

    @Test
    void malformedHostIsAnsweredToHeadWithoutContent() {
        headers.add(HeaderName.HOST, "a b");

        assertThat(run("HEAD", "/", context -> sent.add("run"))).isTrue();
        assertThat(sent).singleElement().asString().matches("400 [0-9]+ false");
        assertThat(text()).isEmpty();
    }

    @Test
    void contentIsAskedForWhenItIsRead() {
        body = new ByteArrayInputStream(new byte[] {'a', 'b', 'c'});
        bodyLength = AdaptedRequest.UNKNOWN_LENGTH;

        assertThat(run("POST", "/", context -> {
                    sent.add("run");
                    context.response().bytes(context.request().bytes());
                }))
                .isTrue();
        assertThat(sent).containsExactly("run", "content asked for", "200 3 true");
        assertThat(text()).isEqualTo("abc");
    }

    @Test
    void contentBeyondTheLimitIs413() {
        for (long length : new long[] {6, AdaptedRequest.UNKNOWN_LENGTH}) {
            body = new ByteArrayInputStream(new byte[6]);
            bodyLength = length;
            sent.clear();
            run("POST", "/", context -> context.request().bytes());
            assertThat(sent.getLast()).startsWith("413 ");
        }
    }

    @Test
    void contentThatEndsEarlyIs400() {
        body = new ByteArrayInputStream(new byte[2]);
        bodyLength = 3;

        run("POST", "/", context -> context.request().bytes());
        assertThat(sent.getLast()).startsWith("400 ");
        assertThat(text()).contains("BODY_CUT");
    }

    @Test
    void failureAfterTheStartMustBeSeen() {
        Logger log = Logger.getLogger("lanner.app");
        log.setLevel(Level.OFF);
        try {
            assertThat(run("GET", "/", context -> {
                        context.response().body().flush();
                        throw new IllegalStateException("on purpose");
                    }))
                    .isFalse();
        } finally {
            log.setLevel(null);
        }
    }

    @Test
    void clientThatHasGoneIsNoFailureOfTheApplication() {
        clientGone = true;

        assertThat(run("GET", "/", context -> context.response().text("x"))).isFalse();
        assertThat(run("GET", "/%zz", context -> {})).isFalse();
    }

    @Test
    void filesAreSent(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "0123456789");

        assertThat(run("GET", "/", context -> {
                    try (var channel = FileChannel.open(file)) {
                        context.features().get(ResponseBodyFeature.class).sendFile(channel, 2, 5);
                    }
                }))
                .isTrue();
        assertThat(text()).isEqualTo("23456");
    }

    @Test
    void featuresAreThoseThatACarrierCanGive() {
        run("GET", "/", context -> {
            assertThat(context.features().get(ConnectionFeature.class).localAddress())
                    .isEqualTo(HERE);
            assertThat(context.features().get(ConnectionFeature.class).remoteAddress())
                    .isEqualTo(THERE);
            assertThat(context.features().get(RequestIdFeature.class).id()).isNotEmpty();
            assertThat(context.features().get(RequestLifetimeFeature.class)).isNull();
            context.response().status(201);
        });

        assertThat(sent).containsExactly("201 0 true");
    }

    @Test
    void lengthsAreChecked() {
        bodyLength = -2;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> run("GET", "/", context -> {}))
                .withMessageContaining("contentLength is -2");
    }
}
