package dev.lanner.gateway;

import dev.lanner.internal.server.ChildJvm;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that answers byte for byte what the path asks for, right or wrong: what a gateway must cope with. It answers
 * each request on a thread of its own, and tells the bytes that it got.
 */
public final class ScriptedApplication {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    /** Answers that are always the same. */
    private static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("/known", OK + "Content-Length: 5\r\n\r\nhello"),
            Map.entry(
                    "/chunked",
                    OK + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n"),
            Map.entry("/until-close", OK + "\r\nuntil the end"),
            Map.entry("/http10", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold"),
            Map.entry("/no-content", "HTTP/1.1 204 No Content\r\n\r\n"),
            Map.entry("/not-modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: \"a\"\r\n\r\n"),
            Map.entry("/reason", "HTTP/1.1 299 As It Likes\r\nContent-Length: 0\r\n\r\n"),
            Map.entry(
                    "/hop-by-hop",
                    OK
                            + "Connection: X-Mine, keep-alive\r\nKeep-Alive: timeout=5\r\nX-Mine: 1\r\nProxy-Connection: close\r\n"
                            + "Upgrade: other\r\nX-Yours: 2\r\nContent-Length: 0\r\n\r\n"),
            Map.entry(
                    "/hints",
                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + OK
                            + "Content-Length: 2\r\n\r\nok"),
            Map.entry(
                    "/many-hints", "HTTP/1.1 102 Processing\r\n\r\n".repeat(200) + OK + "Content-Length: 2\r\n\r\nok"),
            Map.entry(
                    "/uninvited-switch",
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
            Map.entry(
                    "/other-switch",
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"),
            Map.entry("/both", OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
            Map.entry("/two-lengths", OK + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
            Map.entry("/signed-length", OK + "Content-Length: +5\r\n\r\nhello"),
            Map.entry("/other-coding", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            Map.entry("/coding-in-http10", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            Map.entry("/bare-lf", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
            Map.entry("/folded", OK + "X: 1\r\n  2\r\nContent-Length: 5\r\n\r\nhello"),
            Map.entry("/blank-before-colon", OK + "Content-Length : 5\r\n\r\nhello"),
            Map.entry("/no-http", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
            Map.entry("/endless-head", OK + ("X: " + "x".repeat(1_000) + "\r\n").repeat(100) + "\r\n"),
            Map.entry("/poison", OK + "Content-Length: 2\r\n\r\nok" + OK + "Content-Length: 6\r\n\r\npoison"),
            Map.entry("/cut", OK + "Content-Length: 100\r\n\r\nonly this"),
            Map.entry("/cut-chunked", OK + "Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n"),
            Map.entry("/bad-chunk", OK + "Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\nzz\r\n"),
            Map.entry("/cut-head", "HTTP/1.1 200 OK\r\nContent-Le"),
            Map.entry("/nothing", ""),
            Map.entry("/early", "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig"));

    /** Behind these the connection is closed. */
    private static final List<String> CLOSING = List.of(
            "/until-close",
            "/http10",
            "/cut",
            "/cut-chunked",
            "/cut-head",
            "/nothing",
            "/both",
            "/no-http",
            "/bare-lf");

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static final AtomicInteger RECEIVED = new AtomicInteger();
    private static final AtomicInteger GIVEN_UP = new AtomicInteger();
    private static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

    private ScriptedApplication() {}

    /** The command that starts it. */
    public static List<String> command() {
        return ChildJvm.command(ScriptedApplication.class);
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("LANNER_PORT"));
        try (ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket, CONNECTIONS.incrementAndGet()));
            }
        }
    }

    private static void serve(Socket socket, int connection) {
        try (socket) {
            socket.setTcpNoDelay(true);
            for (int number = 1; answer(socket, connection, number); number++) {
                socket.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // The gateway's matter.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** False if the connection is to be closed. */
    private static boolean answer(Socket socket, int connection, int number) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        String head = head(in);
        String path = head.split(" ", 3)[1].replaceAll("[?].*", "");
        int asked = ASKED.computeIfAbsent(path, first -> new AtomicInteger()).incrementAndGet();
        if (ANSWERS.containsKey(path)) {
            write(out, ANSWERS.get(path));
            return !CLOSING.contains(path);
        }
        if (path.startsWith("/echo")) {
            text(out, head + content(in, head));
            return true;
        }
        switch (path) {
            case "/connection" -> text(out, connection + " " + number);
            case "/asked-nothing" -> text(out, "" + ASKED.getOrDefault("/nothing", new AtomicInteger()));
            case "/silent" -> {
                try {
                    in.read(); // until the gateway gives up
                } finally {
                    GIVEN_UP.incrementAndGet();
                }
                return false;
            }
            case "/asked-silent" -> text(out, "" + ASKED.getOrDefault("/silent", new AtomicInteger()));
            case "/received" -> text(out, "" + RECEIVED);
            case "/given-up" -> text(out, "" + GIVEN_UP);
            case "/silent-within" -> {
                write(out, OK + "Content-Length: 100\r\n\r\nonly this");
                in.read();
            }
            case "/dies-once" -> {
                if (asked == 1) {
                    return false;
                }
                text(out, "asked " + asked);
            }
            case "/late" -> {
                write(out, OK + "Transfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\n");
                out.flush();
                waitForever();
            }
            case "/asks" -> {
                write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                text(out, content(in, head));
            }
            case "/switch" -> {
                write(
                        out,
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Mine: 1\r\n\r\n");
                for (int b = in.read(); b >= 0; b = in.read()) {
                    out.write(b);
                }
                write(out, "bye");
                return false;
            }
            default -> write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
        return true;
    }

    private static void waitForever() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }

    /** What follows the head, as it came. */
    private static String content(InputStream in, String head) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            StringBuilder chunks = new StringBuilder();
            while (!chunks.toString().startsWith("0\r\n") && chunks.indexOf("\r\n0\r\n") < 0
                    || !chunks.toString().endsWith("\r\n\r\n")) {
                chunks.append((char) in.read());
            }
            return chunks.toString();
        }
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at < 0) {
            return "";
        }
        int from = at + "\r\ncontent-length: ".length();
        int length = Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)));
        StringBuilder content = new StringBuilder();
        byte[] piece = new byte[8_192];
        while (content.length() < length) {
            int read = in.read(piece, 0, Math.min(piece.length, length - content.length()));
            if (read < 0) {
                throw new EOFException();
            }
            content.append(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
            RECEIVED.addAndGet(read);
        }
        return content.toString();
    }

    private static void text(OutputStream out, String text) throws IOException {
        write(out, OK + "Content-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
