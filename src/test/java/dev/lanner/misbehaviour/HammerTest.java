package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.build.LogCapture;
import dev.lanner.clients.Way;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.misbehaviour.Conversation.Answer;
import dev.lanner.misbehaviour.Conversation.Asked;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing of one request is visible to another: each has a marker of its own wherever it can have one, and no answer may
 * contain another's, whatever the application does meanwhile with this and with former requests.
 */
class HammerTest {
    private static final int ROUNDS = 15;
    private static final Pattern MARKER = Pattern.compile("marker[0-9]+");
    private static final String SERVED = "/served";
    private static final Misbehaviour[] MISBEHAVIOURS = Misbehaviour.values();

    private final BlockingQueue<Kept> kept = new LinkedBlockingQueue<>(1_000);
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    private record Sent(String target, String marker, Asked asked) {}

    private void handle(HttpContext context) throws Exception {
        Kept former = kept.poll();
        if (former != null) {
            former.misuse();
        }
        Kept mine = Kept.of(context);
        context.features().require(ResponseFeature.class).onCompleted(() -> kept.offer(mine));
        String path = context.request().path();
        String marker = context.request().header("X-Marker");
        context.response()
                .header("X-Marker", marker)
                .header("X-Query", context.request().queryString());
        if (!path.equals(SERVED)) {
            Misbehaviour.valueOf(path.substring(1)).run(context);
        } else {
            serve(context, marker);
        }
    }

    /** In one piece or several, with all that has come. */
    private void serve(HttpContext context, String marker) throws IOException {
        requireOwn(marker, context.request().headers().toString());
        byte[] content = context.request().bytes();
        requireOwn(marker, new String(content, StandardCharsets.US_ASCII));
        requireOwn(marker, context.request().trailers().toString());
        OutputStream body = context.response().body();
        body.write(content);
        if (ThreadLocalRandom.current().nextBoolean()) {
            body.flush();
        }
        context.response()
                .trailers()
                .set("X-Trailer", context.request().trailers().first("X-Trailer"));
        body.write(content);
    }

    private void requireOwn(String marker, String text) {
        var found = MARKER.matcher(text);
        while (found.find()) {
            if (!found.group().equals(marker)) {
                wrong.set(new AssertionError(found.group() + " where " + marker + " should be: " + text));
            }
        }
    }

    /** Other threads use what is left of requests that have ended. */
    private List<Thread> misusers(AtomicBoolean over) {
        List<Thread> misusers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            misusers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!over.get()) {
                        Kept former = kept.poll(10, TimeUnit.MILLISECONDS);
                        if (former != null) {
                            former.misuse();
                        }
                    }
                } catch (InterruptedException | RuntimeException | Error failed) {
                    wrong.set(failed);
                }
            }));
        }
        return misusers;
    }

    @ParameterizedTest
    @EnumSource
    void noAnswerHasAnythingOfAnotherRequest(Way way) throws Exception {
        Random random = new Random(1);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> misusers = misusers(over);
        int whole = 0;
        try (MisbehavingServer server = MisbehavingServer.start(this::handle);
                LogCapture log = LogCapture.of("lanner.app", Level.INFO)) {
            Conversation peer = server.connect(way);
            int number = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Sent> sent = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    sent.add(send(peer, "marker" + number++, random));
                }
                for (Sent each : sent) {
                    Answer answer = each.asked.answer();
                    check(each, answer);
                    whole += answer.whole() ? 1 : 0;
                }
                if (!peer.isOpen()) {
                    assertThat(way.isHttp2()).as("the connection was lost").isFalse();
                    peer = server.connect(way);
                }
            }
            server.awaitIdle();
            assertThat(log.records()).as("failures on purpose").isNotEmpty();
        } finally {
            over.set(true);
            for (Thread each : misusers) {
                each.join();
            }
        }
        assertThat(whole).as("answers that came whole").isGreaterThan(way.isHttp2() ? 700 : 30);
        assertThat(wrong).hasNullValue();
    }

    private static Sent send(Conversation peer, String marker, Random random) throws IOException {
        String path = random.nextInt(3) > 0 ? SERVED : "/" + MISBEHAVIOURS[random.nextInt(MISBEHAVIOURS.length)];
        String target = path + "?" + marker;
        return new Sent(path, marker, peer.ask(target, marker, marker.repeat(1 + random.nextInt(100))));
    }

    private void check(Sent sent, Answer answer) {
        requireOwn(sent.marker, answer.text() + answer.fields());
        assertThat(answer.text() + answer.fields()).as(sent.target).doesNotContain("STRAY");
        if (sent.target.equals(SERVED) && answer.whole()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.fields())
                    .containsEntry("x-marker", sent.marker)
                    .containsEntry("x-query", sent.marker)
                    .containsEntry("x-trailer", sent.marker);
            assertThat(answer.text().replace(sent.marker, "")).isEmpty();
        }
    }
}
