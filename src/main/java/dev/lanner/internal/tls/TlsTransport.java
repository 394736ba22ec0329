package dev.lanner.internal.tls;

import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Limits;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS over another transport, the server's side.
 *
 * <p>{@link #handshake} comes first, on the thread of the connection, its owner; another one that {@linkplain #becomeReader
 * becomes the reader} is the owner then. One thread reads and one writes.
 * Whoever ends the connection never waits for a writer that is stuck: it is the raw transport that is closed then, without
 * a close_notify.
 *
 * <p>The end of the raw transport without a close_notify reads like an end with one: HTTP's own framing tells whether
 * anything is missing. A tunnel that carries something else must see to its ends itself.
 */
public final class TlsTransport implements Transport {
    private static final int SENTENCE_MAX = 200;

    private final Transport raw;
    private final Deadlines deadlines;
    private final Deadline deadline;
    private final LastWords lastWords;
    private final Duration handshakeTimeout;
    private final Consumer<TlsRule> onBroken;
    private final RecordReader reader;

    /** Null until it is known whom the peer wants. */
    private RecordWriter writer;

    private TlsSession session;
    private boolean finished;
    private volatile Thread owner;
    private volatile boolean established;
    private volatile boolean timedOut;
    private volatile boolean inputClosed;

    /**
     * TLS that has not begun.
     *
     * @param limits how long the handshake may take, and how many records may have no data in them
     * @param onBroken is told, on the reading thread, of a rule that the peer breaks after the handshake
     */
    public TlsTransport(Transport raw, Deadlines deadlines, Limits limits, Consumer<TlsRule> onBroken) {
        this.raw = raw;
        this.deadlines = deadlines;
        this.deadline = deadlines.add(this::expire);
        this.lastWords = new LastWords(raw, deadline);
        this.onBroken = onBroken;
        this.handshakeTimeout = limits.tlsHandshakeTimeout();
        this.reader = new RecordReader(raw, new EmptyRecords(limits.tlsRecordsWithoutData()));
    }

    /**
     * Shakes hands, in its time. After a failure the transport is closed, and the peer has been told why if TLS
     * has a word for it; but after {@link TlsRule#HTTP_WITHOUT_TLS}, {@link #received()} is to be answered.
     *
     * @throws TlsException if the peer is not able to
     * @throws IOException if it is gone, or if {@link #isTimedOut()}
     */
    public void handshake(TlsEndpoint endpoint) throws IOException {
        owner = Thread.currentThread();
        long began = System.currentTimeMillis();
        deadline.arm(Phase.HANDSHAKE, handshakeTimeout.toNanos());
        try {
            ClientHello hello = reader.awaitHello();
            TlsHost host = endpoint.host(hello.serverName());
            if (host == null) {
                throw TlsRule.SERVER_NAME_UNKNOWN.broken();
            }
            SSLEngine engine = host.engine();
            reader.engine(engine);
            writer = new RecordWriter(raw, engine);
            new TlsHandshake(raw, reader, engine).run();
            session = TlsSession.of(engine, hello.serverName(), began);
            reader.established(!session.protocol().equals("TLSv1.3"));
            deadline.disarm();
            established = true;
        } catch (TlsException broken) {
            if (broken.rule() == TlsRule.HTTP_WITHOUT_TLS) {
                deadline.disarm();
                deadlines.remove(deadline);
            } else {
                sayAlert(broken.rule());
                abandon();
            }
            throw broken;
        } catch (SSLException failed) {
            sayEngineAlert();
            abandon();
            throw new TlsException(TlsRule.HANDSHAKE_FAILED, sentence(failed));
        } catch (IOException | RuntimeException | Error gone) {
            abandon();
            throw gone;
        }
    }

    /** The peer may know parts of such texts. */
    private static String sentence(SSLException failed) {
        String text = String.valueOf(failed.getMessage()).replaceAll("[^ -~]", "?");
        return text.length() > SENTENCE_MAX ? text.substring(0, SENTENCE_MAX) : text;
    }

    private void sayAlert(TlsRule rule) {
        if (writer != null) {
            sayEngineAlert();
        } else if (rule.alert() != 0) {
            lastWords.sayAlert(rule.alert());
        }
    }

    private void sayEngineAlert() {
        if (writer != null && writer.sayAlert(lastWords)) {
            lastWords.drain();
        }
    }

    private void abandon() {
        deadlines.remove(deadline);
        raw.close();
    }

    /** What was agreed on. */
    public TlsFeature session() {
        return session;
    }

    /** Whether the handshake took too long. */
    public boolean isTimedOut() {
        return timedOut;
    }

    /** What has arrived and is no TLS. */
    public byte[] received() {
        return reader.received();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (inputClosed) {
            return -1;
        }
        try {
            return reader.read(target, from, length);
        } catch (TlsException broken) {
            onBroken.accept(broken.rule());
            raw.reset();
            throw broken;
        } catch (SSLException broken) {
            onBroken.accept(TlsRule.RECORD_BROKEN);
            sayEngineAlert();
            raw.close();
            throw new TlsException(TlsRule.RECORD_BROKEN, sentence(broken));
        }
    }

    @Override
    public int readUnlessIdle(byte[] target, int from, int length, boolean waits) throws IOException {
        if (inputClosed) {
            return -1;
        }
        return reader.receivedUnlessIdle(waits) ? read(target, from, length) : 0;
    }

    @Override
    public boolean rest(Runnable onInput) {
        reader.rest();
        return raw.rest(onInput);
    }

    @Override
    public void becomeReader() {
        owner = Thread.currentThread();
        raw.becomeReader();
    }

    @Override
    public void leave() {
        owner = null;
        raw.leave();
    }

    @Override
    public void idle() {
        reader.idle();
    }

    @Override
    public void pause() {
        raw.pause();
    }

    /** How much room is held for reading. */
    int heldBytes() {
        return reader.heldBytes();
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        return writer.write(source, from, length);
    }

    /** Bytes of a file must come through the program to be encrypted. */
    @Override
    public long writeFile(FileChannel file, long position, long count) {
        return NEVER;
    }

    /** Says close_notify, if no other thread is writing; by the thread that writes. */
    @Override
    public void closeOutput() {
        writer.sayClosed(lastWords);
        raw.closeOutput();
    }

    @Override
    public void closeInput() {
        inputClosed = true;
        raw.closeInput();
    }

    /**
     * Ends everything, with a close_notify if that can be said. The owner says it, for a second at most. Another thread
     * wakes the owner to do so; if somebody is writing, or the owner does not come, the raw transport is closed.
     */
    @Override
    public void close() {
        if (Thread.currentThread() == owner) {
            finish();
        } else if (established && !writer.isWriting()) {
            deadline.arm(Phase.CLOSE, LastWords.NANOS);
            closeInput();
        } else {
            raw.close();
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (established) {
            writer.sayClosed(lastWords);
            writer.release();
        }
        raw.close();
        deadlines.remove(deadline);
        reader.release();
    }

    @Override
    public void reset() {
        raw.reset();
    }

    /** On the ticker's thread. */
    private void expire(Phase phase) {
        if (phase == Phase.HANDSHAKE) {
            timedOut = true;
            raw.reset();
        } else {
            raw.close();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return raw.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return raw.remoteAddress();
    }
}
