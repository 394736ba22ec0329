package dev.lanner.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.Router;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A whole application and its test, as the documentation shows them. */
class NotesTest {
    // @start region="application"
    /** Notes that people leave, each under a number. */
    static final class Notes {
        private final Map<Integer, String> notes = new ConcurrentSkipListMap<>();
        private final AtomicInteger last = new AtomicInteger();

        /** The application: what each path does, behind what is done for all of them. */
        Pipeline pipeline() {
            Router router = Router.builder()
                    .get("/notes", context -> context.response().text(String.join("\n", notes.values())))
                    .post("/notes", this::add)
                    .get("/notes/{number}", this::show)
                    .build();
            return Pipeline.builder().use(Notes::noSniffing).handle(router);
        }

        private void add(HttpContext context) throws Exception {
            String text = context.request().form().first("text");
            if (text == null || text.isBlank()) {
                context.response().status(422).text("a note has a text");
                return;
            }
            int number = last.incrementAndGet();
            notes.put(number, text);
            context.response().redirect(303, "/notes/" + number);
        }

        private void show(HttpContext context) throws Exception {
            String number = context.request().parameter("number");
            String note = number.matches("[0-9]{1,9}") ? notes.get(Integer.valueOf(number)) : null;
            if (note == null) {
                context.response().status(404).text("no such note");
            } else {
                context.response().text(note);
            }
        }

        private static void noSniffing(HttpContext context, Handler next) throws Exception {
            context.response().header("X-Content-Type-Options", "nosniff");
            next.handle(context);
        }
    }
    // @end

    // @start region="test"
    @Test
    void noteThatWasAddedIsShown() throws Exception {
        try (MemoryServer server = MemoryServer.of(new Notes().pipeline())) {
            MemoryResponse added = server.send(MemoryRequest.builder("POST", "/notes")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .content("text=buy+milk")
                    .build());
            assertThat(added.status()).isEqualTo(303);

            MemoryResponse shown = server.send(MemoryRequest.get(added.header("Location")));
            assertThat(shown.text()).isEqualTo("buy milk");
            assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }
    // @end

    @Test
    void whatIsWrongIsAnswered() throws Exception {
        try (MemoryServer server = MemoryServer.of(new Notes().pipeline())) {
            assertThat(server.send(MemoryRequest.get("/notes")).text()).isEmpty();
            assertThat(server.send(MemoryRequest.get("/notes/7")).status()).isEqualTo(404);
            assertThat(server.send(MemoryRequest.get("/notes/x")).status()).isEqualTo(404);
            assertThat(server.send(MemoryRequest.builder("DELETE", "/notes").build())
                            .header("Allow"))
                    .isEqualTo("GET, HEAD, OPTIONS, POST");
            assertThat(server.send(MemoryRequest.builder("POST", "/notes").build())
                            .status())
                    .isEqualTo(415);
            MemoryRequest.Builder form =
                    MemoryRequest.builder("POST", "/notes").header("Content-Type", "application/x-www-form-urlencoded");
            assertThat(server.send(form.build()).status()).isEqualTo(422);
            assertThat(server.send(form.content("text=+").build()).status()).isEqualTo(422);
        }
    }
}
