package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lanner host}, as a person runs it: the packaged jar, with applications of Python. */
class HostIT {
    private static final String PYTHON = """
            import os, signal, sys, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            def end_slowly(*args):
                open("told", "w").close()
                while not os.path.exists("release"):
                    time.sleep(0.01)
                sys.exit(0)

            class App(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                disable_nagle_algorithm = True

                def log_message(self, *args):
                    pass

                def do_GET(self):
                    if self.path.endswith("/slow"):
                        open("slow", "w").close()
                        while not os.path.exists("release"):
                            time.sleep(0.01)
                    answer = f"{sys.argv[1]} {os.getpid()}".encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)

            if sys.argv[1] == "slow-end":
                signal.signal(signal.SIGTERM, end_slowly)
            ThreadingHTTPServer.request_queue_size = 128
            ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), App).serve_forever()
            """;

    private static final String CLOSED = "closed in order";

    @TempDir
    Path folder;

    private Process process;
    private int port;

    @BeforeAll
    static void needsPython() {
        Command.require("python3");
    }

    @BeforeEach
    void application() throws Exception {
        Files.writeString(folder.resolve("app.py"), PYTHON);
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private void host(String... arguments) throws Exception {
        host(List.of(), arguments);
    }

    private void host(List<String> java, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("host", "-p", "0", "--no-color"));
        all.addAll(List.of(arguments));
        PackagedLanner lanner = new PackagedLanner(folder);
        PackagedLanner.Serving serving = lanner.start(lanner.command(java, all.toArray(String[]::new)));
        process = serving.process();
        port = serving.port();
        Thread.ofVirtual().start(() -> serving.err().lines().forEach(more -> {}));
    }

    private String[] get(String path, String host) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            RawClient.Answer answer = client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .read();
            return (answer.status() == 200 ? answer.text() : "" + answer.status()).split(" ");
        }
    }

    @Test
    void commandIsHosted() throws Exception {
        host("--path", "/app", "--", "python3", "app.py", "one");
        assertThat(get("/app/x", "a")[0]).isEqualTo("one");
        assertThat(get("/other", "a")).containsExactly("404");
        assertThat(get("/apple", "a")).containsExactly("404");
    }

    @Test
    void severalApplicationsAreHostedByPathAndHost() throws Exception {
        Files.writeString(folder.resolve("apps.json"), """
                {
                    // the most special one gets the request
                    "apps": [
                        {"command": ["python3", "app.py", "root"]},
                        {"path": "/shop", "command": ["python3", "app.py", "shop"], "processes": 2, "log": "logs/shop.log"},
                        {"host": "other.example", "command": ["python3", "app.py", "other"], "environment": {"A": "b"}},
                    ],
                }
                """);
        host("--apps", "apps.json");
        assertThat(get("/", "a.example")[0]).isEqualTo("root");
        assertThat(get("/shop/cart", "a.example")[0]).isEqualTo("shop");
        assertThat(get("/shopping", "a.example")[0]).isEqualTo("root");
        assertThat(get("/shop", "OTHER.example:81")[0]).isEqualTo("other");
        assertThat(get("/shop", "a")[1]).isNotEqualTo(get("/shop", "a")[1]);
    }

    @Test
    void touchOfAFileRecycles() throws Exception {
        Files.writeString(folder.resolve("stamp"), "");
        host("--recycle-on", "stamp", "--", "python3", "app.py", "one");
        String first = get("/", "a")[1];
        Files.setLastModifiedTime(folder.resolve("stamp"), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        Await.until("there is another process", () -> {
            try {
                return !get("/", "a")[1].equals(first);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    /** Whoever was let in is answered, and the application has ended when the command has. */
    @Test
    void stopUnderLoadLosesNothing() throws Exception {
        host("--", "python3", "app.py", "one");
        long pid = Long.parseLong(get("/", "a")[1]);
        Future<String[]> slow = Await.async(() -> get("/slow", "a"));
        Await.until("the slow one is in there", () -> Files.exists(folder.resolve("slow")));
        AtomicInteger answered = new AtomicInteger();
        List<Future<String>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(Await.async(() -> ask(answered)));
        }
        Await.until("there is load", () -> answered.get() > 200);
        process.destroy();
        for (Future<String> client : clients) {
            assertThat(Await.result(client)).isEqualTo(CLOSED);
        }
        assertThat(process.isAlive()).as("it waits for the slow one").isTrue();
        Files.createFile(folder.resolve("release"));
        assertThat(Await.result(slow)[0]).isEqualTo("one");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    /** Nothing runs behind the JVM's own shutdown, which tells the command to stop then. */
    @Test
    void applicationEndsBeforeTheCommandAlsoWhereSignalsAreNotHandled() throws Exception {
        host(List.of("--limit-modules", "java.base"), "--", "python3", "app.py", "slow-end");
        long pid = Long.parseLong(get("/", "a")[1]);
        process.destroy();
        Await.until("the application is told", () -> Files.exists(folder.resolve("told")));
        assertThat(process.isAlive()).as("it waits for the application").isTrue();
        Files.createFile(folder.resolve("release"));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    /** Asks until the server closes the connection, behind an answer or while it is idle. */
    private String ask(AtomicInteger answered) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            while (true) {
                RawClient.Answer answer = client.get("/").read();
                if (answer.status() != 200) {
                    return answer.status() + " " + answer.text();
                }
                answered.incrementAndGet();
                if ("close".equals(answer.field("connection"))) {
                    return CLOSED;
                }
            }
        } catch (SocketException idle) {
            return CLOSED;
        } catch (EOFException ended) {
            return ended.getMessage().equals("the server ended within the line \"\"") ? CLOSED : ended.getMessage();
        }
    }

    @Test
    void mistakesAreToldInASentence() throws Exception {
        Files.writeString(folder.resolve("bad.json"), "{\n  \"apps\": [{\"comand\": [\"x\"]}]\n}");
        assertThat(refused("host"))
                .isEqualTo("lanner: there is no program to host. As in: lanner host -- node server.js\n");
        assertThat(refused("host", "node", "x.js"))
                .isEqualTo("lanner: the command stands behind two dashes: lanner host -- node x.js.\n");
        assertThat(refused("host", "--apps", "bad.json"))
                .isEqualTo("lanner: bad.json:2:13: unknown key \"comand\". Did you mean \"command\"?\n");
        assertThat(refused("host", "--apps", "none.json")).isEqualTo("lanner: there is no file none.json.\n");
        assertThat(refused("host", "--processes", "0", "--", "x"))
                .isEqualTo("lanner: processes is 0; it must be from 1 to 100.\n");
        assertThat(refused("host", "--path", "app", "--", "x"))
                .isEqualTo("lanner: the path is \"app\"; it must begin with a slash and not end in one.\n");
    }

    private String refused(String... arguments) throws Exception {
        Command.Result result = Command.run(new PackagedLanner(folder).command(arguments));
        assertThat(result.exit()).as(result.output()).isEqualTo(2);
        return result.output();
    }
}
