package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Router;
import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A browser without a window loads a page with a hundred resources, and reports how each of them came. */
class ChromiumTest {
    private static final int OF_EACH = 25;

    /** Its script waits for all that the page needs, and then sends what the browser has noted. */
    private static final String PAGE = """
            <!doctype html>
            <title>A hundred resources</title>
            <script>window.ran = 0;</script>
            STYLES
            <body>
            IMAGES
            SCRIPTS
            <script>
                const fetched = Array.from({ length: OF_EACH }, (_, i) =>
                    fetch('/page/texts/' + i).then((response) => response.text()));
                window.onload = async () => {
                    const texts = await Promise.all(fetched);
                    const style = getComputedStyle(document.documentElement);
                    const seen = Array.from({ length: OF_EACH }, (_, i) => i);
                    const lines = [
                        'images ' + seen.filter((i) => document.images[i].naturalWidth === i + 1).length,
                        'scripts ' + window.ran,
                        'styles ' + seen.filter((i) => style.getPropertyValue('--style-' + i).trim() === '' + i).length,
                        'texts ' + seen.filter((i) => texts[i] === 'text ' + i).length,
                    ];
                    for (const kind of ['navigation', 'resource']) {
                        for (const entry of performance.getEntriesByType(kind)) {
                            const path = new URL(entry.name).pathname;
                            lines.push(kind + ' ' + path + ' ' + entry.nextHopProtocol + ' ' + entry.responseStatus);
                        }
                    }
                    await fetch('/page/report', { method: 'POST', body: lines.join('\\n') });
                };
            </script>
            """;

    @TempDir
    Path folder;

    private final CompletableFuture<String> report = new CompletableFuture<>();

    private Router.Builder page() {
        return Router.builder()
                .get("/page", context -> context.response().html(html()))
                .get("/page/styles/{i}", ChromiumTest::style)
                .get("/page/images/{i}", ChromiumTest::image)
                .get("/page/scripts/{i}", ChromiumTest::script)
                .get(
                        "/page/texts/{i}",
                        context -> context.response()
                                .text("text " + context.request().parameter("i")))
                .post(
                        "/page/report",
                        context -> report.complete(context.request().text()));
    }

    private static String html() {
        StringBuilder styles = new StringBuilder();
        StringBuilder images = new StringBuilder();
        StringBuilder scripts = new StringBuilder();
        for (int i = 0; i < OF_EACH; i++) {
            styles.append("<link rel=\"stylesheet\" href=\"/page/styles/")
                    .append(i)
                    .append("\">");
            images.append("<img src=\"/page/images/").append(i).append("\">");
            scripts.append("<script src=\"/page/scripts/").append(i).append("\"></script>");
        }
        return PAGE.replace("STYLES", styles)
                .replace("IMAGES", images)
                .replace("SCRIPTS", scripts)
                .replace("OF_EACH", String.valueOf(OF_EACH));
    }

    private static void style(HttpContext context) throws IOException {
        String i = context.request().parameter("i");
        context.response().contentType("text/css").text(":root { --style-" + i + ": " + i + "; }");
    }

    private static void image(HttpContext context) throws IOException {
        int width = Integer.parseInt(context.request().parameter("i")) + 1;
        context.response()
                .contentType("image/svg+xml")
                .text("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"9\"></svg>");
    }

    private static void script(HttpContext context) throws IOException {
        context.response().contentType("text/javascript").text("window.ran++;");
    }

    static Stream<Way> ways() {
        return Stream.of(Way.HTTP1, Way.HTTP2_TLS);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void loadsAHundredResources(Way way) throws Exception {
        String program = Command.require("chromium").toString();
        try (ClientServer server = ClientServer.start(folder, page())) {
            Process browser = new ProcessBuilder(
                            program,
                            "--headless",
                            "--no-sandbox", // which a superuser can't have
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--no-proxy-server",
                            "--disable-background-networking",
                            "--remote-debugging-port=0", // so that it stays until it is ended
                            "--user-data-dir=" + Files.createTempDirectory(folder, "browser"),
                            "--ignore-certificate-errors-spki-list=" + keyHash(server),
                            server.url(way, "/page"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            CompletableFuture<Void> watch =
                    browser.onExit().thenRun(() -> report.completeExceptionally(new IOException("the browser ended")));
            try {
                assertReport(Await.result(report), way.isHttp2() ? "h2" : "http/1.1");
            } catch (Exception failed) {
                throw new AssertionError(Files.readString(folder.resolve("output")), failed);
            } finally {
                watch.cancel(false);
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
        }
    }

    private static void assertReport(String report, String protocol) {
        assertThat(report.lines())
                .contains("images " + OF_EACH, "scripts " + OF_EACH, "styles " + OF_EACH, "texts " + OF_EACH)
                .contains("navigation /page " + protocol + " 200");
        assertThat(report.lines())
                .filteredOn(line -> line.startsWith("resource /page/"))
                .allMatch(line -> line.endsWith(" " + protocol + " 200"))
                .doesNotHaveDuplicates()
                .hasSize(4 * OF_EACH);
    }

    /** Of the key in the certificate, by which the browser is to believe it. */
    private static String keyHash(ClientServer server) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(server.certificate().getPublicKey().getEncoded());
        return Base64.getEncoder().encodeToString(hash);
    }
}
