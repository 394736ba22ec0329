package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.queue.RawProcess.Passed;
import dev.lanner.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker believes of a process that delegates: played by hand, so that every byte between the two is seen. */
class DelegatingProcessTest {
    private static final String LARGE = "0123456789abcdef".repeat(65_536);

    @TempDir
    private Path folder;

    private Brokered brokered;
    private RawProcess process;

    @BeforeEach
    void start() throws IOException {
        brokered = Brokered.start(folder.resolve("b"));
        process = RawProcess.attach(brokered, "raw");
    }

    @AfterEach
    void stop() throws IOException {
        process.close();
        brokered.close();
    }

    private Server other(Handler handler) throws IOException {
        return brokered.attach(brokered.queue("other", "/other/").build(), handler);
    }

    private static Handler echo() {
        return context -> context.response()
                .text(context.request().pathBase() + context.request().path() + " "
                        + context.request().headers() + " " + context.request().text());
    }

    /** Nothing of 1 MiB comes to the process that delegates, and all of it to the other. */
    @Test
    void contentIsNotSentBeforeItIsAskedFor() throws Exception {
        try (Server other = other(echo());
                RawClient client = brokered.connect()) {
            client.post("/raw/x", LARGE);
            try (Passed passed = process.accept()) {
                assertThat(passed.head())
                        .startsWith("POST /raw/x HTTP/1.1\r\n")
                        .contains("\r\nExpect: 100-continue\r\n", "\r\nLanner-Delegable: 1\r\n");
                passed.delegate("other");
                assertThat(passed.in().readAllBytes())
                        .as("what came behind the head")
                        .isEmpty();
            }
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .startsWith("/raw/x ")
                    .endsWith(" " + LARGE)
                    .doesNotContain("Expect", "Lanner");
            assertThat(other.features()).isNotNull();
        }
    }

    @Test
    void contentThatIsAskedForComes() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.post("/raw/x", LARGE);
            try (Passed passed = process.accept()) {
                passed.head();
                passed.answer("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(passed.in().readNBytes(LARGE.length())).hasSize(LARGE.length());
                passed.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nit");
                assertThat(client.read().text()).isEqualTo("it");
            }
        }
    }

    /** Whoever has asked for content has it, and nobody else can. */
    @Test
    void contentThatWasAskedForCanNotBeDelegated() throws Exception {
        try (Server other = other(echo());
                RawClient client = brokered.connect()) {
            client.post("/raw/x", LARGE);
            try (Passed passed = process.accept()) {
                passed.head();
                passed.answer("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(passed.in().read()).isEqualTo('0');
                passed.delegate("other");
                assertThat(client.read().status()).isEqualTo(502);
            }
            assertThat(other.features()).isNotNull();
        }
    }

    /** Once is enough: of what a process was delegated, it can't get rid. */
    @Test
    void delegatedRequestStays() throws Exception {
        try (Server other = other(context ->
                        context.features().require(DelegationFeature.class).delegate("raw"));
                RawClient client = brokered.connect()) {
            client.get("/other/x");
            try (Passed passed = process.accept()) {
                assertThat(passed.head()).startsWith("GET /other/x ").doesNotContain("Lanner-Delegable");
                passed.delegate("other");
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(421);
                assertThat(answer.fields()).doesNotContainKey("lanner-delegate");
            }
            assertThat(other.features()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 Misdirected Request\r\nLanner-Delegate: other",
                "421 Misdirected Request\r\nLanner-Delegate: fedcba9876543210fedcba9876543210 other",
                "421 Misdirected Request\r\nLanner-Delegate: " + RawProcess.TOKEN + " other again",
                "421 Misdirected Request\r\nLanner-Delegate: " + RawProcess.TOKEN + " %zz",
                "421 Misdirected Request\r\nLanner-Delegate: " + RawProcess.TOKEN + " other\r\nLanner-Delegate: x",
                "200 OK\r\nLanner-Delegate: " + RawProcess.TOKEN + " other",
            })
    void whatLooksLikeItIsAnAnswerAsAnyOther(String head) throws Exception {
        try (Server other = other(echo());
                RawClient client = brokered.connect()) {
            client.get("/raw/x");
            try (Passed passed = process.accept()) {
                passed.head();
                passed.answer("HTTP/1.1 " + head + "\r\nContent-Length: 3\r\n\r\nown");
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(Integer.parseInt(head.substring(0, 3)));
                assertThat(answer.text()).isEqualTo("own");
                assertThat(answer.fields()).doesNotContainKey("lanner-delegate");
            }
            assertThat(other.features()).isNotNull();
        }
    }

    /** The limits and the verbosity are those of the queue that the request was delegated to. */
    @Test
    void queueThatIsFullOrUnservedAnswersItsOwnWay() throws Exception {
        try (Server delegating = brokered.attach(
                        brokered.queue("delegating", "/delegating/").build(),
                        context -> context.features()
                                .require(DelegationFeature.class)
                                .delegate("raw"));
                RawClient runs = brokered.connect();
                RawClient waits = brokered.connect()) {
            runs.get("/raw/x");
            try (Passed passed = process.accept()) {
                passed.head();
                waits.get("/raw/x");
                RequestQueue<Attachment> queue = brokered.broker().queues().named("raw");
                Await.until("it waits", () -> queue.waiting() == 1);
                assertThat(brokered.get("/delegating/x"))
                        .isEqualTo("503 503 Service Unavailable: the queue of this application is full\n");
            }
            process.close();
            Await.until("it has gone", () -> brokered.broker().attached() == 1);
            assertThat(brokered.get("/delegating/x"))
                    .isEqualTo("503 503 Service Unavailable: nobody serves this application now\n");
            assertThat(delegating.features()).isNotNull();
        }
    }

    @Test
    void queueThatHasGone() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.get("/raw/x");
            try (Passed passed = process.accept()) {
                passed.head();
                passed.delegate("nowhere");
                assertThat(client.read().status()).isEqualTo(503);
            }
        }
    }

    @Test
    void brokerSaysWhichQueuesThereAre() throws Exception {
        assertThat(process.ask("queue raw")).isEqualTo("queue raw");
        assertThat(process.ask("queue other")).isEqualTo("no-queue other");
        try (Server nameless = brokered.attach(QueueOptions.of("http://+:" + brokered.port() + "/nameless/"), echo())) {
            assertThat(process.ask("queue nameless+1")).isEqualTo("no-queue nameless+1");
            assertThat(nameless.features()).isNotNull();
        }
        assertThat(process.ask("leave")).isEqualTo("left");
    }
}
