package dev.lanner.queue;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.Backend;
import dev.lanner.internal.http1.ResponseReader;
import dev.lanner.internal.net.Deadlines;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process's control connection to a broker: asks for a queue, says when it listens, and is told where requests come from. One
 * thread reads; any may ask which queues there are, say that it leaves, or close.
 */
final class BrokerConnection implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int TEXT_MAX = 1_000;
    private static final String OTHER_PROTOCOL = " speaks another protocol";

    private final Path broker;
    private final Backend backend;
    private final ReentrantLock saying = new ReentrantLock();

    /** Whether there are queues, by their names, for those who wait for the answer. */
    private final Map<String, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();

    private BrokerConnection(Path broker, Backend backend) {
        this.broker = broker;
        this.backend = backend;
    }

    /** @throws IOException in one sentence, if there is no broker */
    static BrokerConnection connect(Path broker, Deadlines deadlines) throws IOException {
        try {
            return new BrokerConnection(
                    broker, Backend.connect(UnixDomainSocketAddress.of(broker), deadlines, ANSWER_LIMIT));
        } catch (IOException failed) {
            throw new IOException("no broker answers at the socket " + broker + ": " + failed.getMessage()
                    + "; lanner broker --socket " + broker + " starts one");
        }
    }

    /**
     * Asks for a queue; gives where to listen.
     *
     * @throws IOException in one sentence, if the broker says no
     */
    Path ask(Claim claim) throws IOException {
        send(claim);
        ResponseReader.Head head = head();
        if (head.status() != HttpStatus.SWITCHING_PROTOCOLS || !head.headers().contains(Claim.SOCKET)) {
            throw new IOException("the broker at " + broker + " says no: " + text(head));
        }
        try {
            return Path.of(Claim.decoded(head.headers().first(Claim.SOCKET)));
        } catch (IllegalArgumentException noPath) {
            throw new IOException("the broker at " + broker + OTHER_PROTOCOL, noPath);
        }
    }

    private void send(Claim claim) throws IOException {
        Headers fields = claim.fields()
                .set(HeaderName.HOST, "broker")
                .set(HeaderName.CONNECTION, "Upgrade")
                .set(HeaderName.UPGRADE, Claim.PROTOCOL);
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        backend.out().write(head.append("\r\n").toString());
        backend.out().flush();
    }

    private ResponseReader.Head head() throws IOException {
        if (!backend.responses().awaitFirstByte()) {
            throw new EOFException("the broker has ended the connection");
        }
        return backend.responses().head();
    }

    private String text(ResponseReader.Head head) throws IOException {
        backend.responses().begin(head, HttpMethod.GET);
        byte[] content = new byte[TEXT_MAX];
        int length = 0;
        for (int read = 0; read >= 0 && length < TEXT_MAX; length += read) {
            byte[] piece = new byte[TEXT_MAX - length];
            read = backend.responses().read(piece);
            if (read < 0) {
                break;
            }
            System.arraycopy(piece, 0, content, length, read);
        }
        String text = new String(content, 0, length, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? head.status() + " " + head.reason() : text;
    }

    /**
     * Says that this process listens, and waits until requests come.
     *
     * @return the queue's prefixes
     * @throws IOException in one sentence, if the broker says no
     */
    List<UrlPrefix> ready() throws IOException {
        say(Claim.READY);
        String[] words = line().split(" ", -1);
        if (words[0].equals(Claim.REFUSED) && words.length == 2) {
            throw new IOException("the broker at " + broker + " says no: " + Claim.decoded(words[1]));
        }
        if (!words[0].equals(Claim.SERVING)) {
            throw new IOException("the broker at " + broker + OTHER_PROTOCOL);
        }
        backend.transport().unlimited();
        try {
            return Arrays.stream(words)
                    .skip(1)
                    .map(word -> UrlPrefix.parse(Claim.decoded(word)))
                    .toList();
        } catch (IllegalArgumentException noPrefix) {
            throw new IOException("the broker at " + broker + OTHER_PROTOCOL, noPrefix);
        }
    }

    /** Says that this process wants no more requests. */
    void leave() throws IOException {
        say(Claim.LEAVE);
    }

    /** Whether the broker has a queue of that name; the thread that reads lines must bring the {@linkplain #answered answer}. */
    boolean hasQueue(String name) throws IOException {
        String word = Claim.encoded(name);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> earlier = asked.putIfAbsent(word, answer);
        if (earlier == null) {
            say(Claim.QUEUE + " " + word);
        }
        try {
            return (earlier == null ? answer : earlier).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops");
        } catch (CancellationException | ExecutionException | TimeoutException none) {
            throw new IOException("the broker has gone, or does not answer");
        }
    }

    /** A line that may be an answer. */
    void answered(String line) {
        String[] words = line.split(" ", -1);
        CompletableFuture<Boolean> answer = words.length == 2 ? asked.remove(words[1]) : null;
        if (answer != null) {
            answer.complete(words[0].equals(Claim.QUEUE));
        }
    }

    private void say(String line) throws IOException {
        saying.lock();
        try {
            backend.out().write(line + "\n");
            backend.out().flush();
        } finally {
            saying.unlock();
        }
    }

    /**
     * The next line.
     *
     * @throws IOException if there is none
     */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (backend.responses().readRaw(one) == 1) {
            if (one[0] == '\n') {
                return line.toString();
            }
            line.append((char) one[0]);
        }
        throw new EOFException("the broker has ended the connection");
    }

    @Override
    public void close() {
        backend.close();
        asked.values().forEach(answer -> answer.cancel(false));
    }
}
