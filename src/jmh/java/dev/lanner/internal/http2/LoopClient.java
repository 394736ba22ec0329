package dev.lanner.internal.http2;

import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * A client of HTTP/2 in memory: it sends some requests at once, waits until each is answered, sends the same ones again
 * on new streams, and ends after so many rounds. It allocates nothing in a round, and has no thread: who reads waits, as
 * in a socket, and who writes the last answer wakes it.
 */
final class LoopClient implements Transport {
    private final byte[] opening;
    private final byte[] again;
    private final int streams;
    private byte[] bytes;
    private int at;
    private int roundsLeft;
    private int nextStream = 1;
    private int asked;
    private volatile int answered;
    private volatile boolean waiting;
    private volatile Thread reader;
    private volatile boolean inputClosed;

    /**
     * A client that has sent nothing yet.
     *
     * @param request adds the frames of one request
     */
    LoopClient(int streams, int rounds, BiConsumer<Frames, Integer> request) {
        this.streams = streams;
        this.roundsLeft = rounds;
        Frames frames = new Frames().opening();
        request.accept(frames, nextStream);
        nextStream += 2;
        asked = 1;
        opening = frames.take();
        for (int i = 0; i < streams; i++) {
            request.accept(frames, 1);
        }
        again = frames.take();
        bytes = opening;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (at == bytes.length && !nextRound()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, from, count);
        at += count;
        return count;
    }

    private boolean nextRound() {
        reader = Thread.currentThread();
        waiting = true;
        while (answered < asked && !inputClosed) {
            LockSupport.park(this);
        }
        waiting = false;
        if (roundsLeft-- == 0 || inputClosed) {
            return false;
        }
        bytes = again;
        at = 0;
        asked += streams;
        number();
        return true;
    }

    /** Gives the requests of the next round their streams. */
    private void number() {
        int stream = nextStream - 2;
        for (int frame = 0; frame < again.length; frame += Frame.HEADER_LENGTH + length(again, frame)) {
            if (again[frame + 3] == Frame.HEADERS) {
                stream += 2;
            }
            again[frame + 5] = (byte) (stream >>> 24);
            again[frame + 6] = (byte) (stream >>> 16);
            again[frame + 7] = (byte) (stream >>> 8);
            again[frame + 8] = (byte) stream;
        }
        nextStream = stream + 2;
    }

    private static int length(byte[] bytes, int frame) {
        return (bytes[frame] & 0xff) << 16 | (bytes[frame + 1] & 0xff) << 8 | bytes[frame + 2] & 0xff;
    }

    /** Frames come whole, since all that is written is taken. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
    public int write(byte[] source, int from, int length) {
        int ended = 0;
        for (int frame = from; frame < from + length; frame += Frame.HEADER_LENGTH + length(source, frame)) {
            int type = source[frame + 3];
            if (type == Frame.RST_STREAM || type == Frame.GOAWAY) {
                throw new IllegalStateException("the server has refused something: frame of type " + type);
            }
            if (type <= Frame.HEADERS && (source[frame + 4] & Frame.END_STREAM) != 0) {
                ended++;
            }
        }
        answered += ended;
        if (ended > 0 && waiting && answered == asked) {
            LockSupport.unpark(reader);
        }
        return length;
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        return 0;
    }

    @Override
    public void closeOutput() {}

    @Override
    public void closeInput() {
        inputClosed = true;
        LockSupport.unpark(reader);
    }

    @Override
    public void close() {
        closeInput();
    }

    @Override
    public void reset() {
        closeInput();
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    }
}
