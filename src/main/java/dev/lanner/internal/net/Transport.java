package dev.lanner.internal.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.Supplier;

/**
 * A connected peer: bytes in, bytes out, and ways to end it.
 *
 * <p>One thread reads and one writes at a time. The methods that end something may be called by any thread, never block,
 * and wake whoever is blocked in a read or write.
 */
public interface Transport {
    /** This transport writes no files. */
    long NEVER = -1;

    /**
     * Reads some bytes, blocking until there is one.
     *
     * @param length at least 1
     * @return how many; -1 at the end, or after {@link #closeInput()}
     */
    int read(byte[] target, int from, int length) throws IOException;

    /**
     * Reads like {@link #read(byte[], int, int)}; to a buffer outside of the heap nothing is copied on the way, if the
     * transport can do that.
     *
     * @param target something remains of it
     * @return how many, by which the buffer has moved on; -1 at the end, or after {@link #closeInput()}
     */
    default int read(ByteBuffer target) throws IOException {
        return ArraySource.read(this::read, target);
    }

    /**
     * Reads like {@link #read}, but does not wait for ever if the transport can {@link #rest}.
     *
     * @param length at least 1
     * @param waits for a while; else for nothing that has not come yet, if the transport can do that
     * @return how many; 0 if nothing has come; -1 at the end, or after {@link #closeInput()}
     */
    default int readUnlessIdle(byte[] target, int from, int length, boolean waits) throws IOException {
        return read(target, from, length);
    }

    /**
     * By the reading thread, which then leaves the transport alone: it waits without a thread until there is something to
     * read, or until what wakes a blocked reader happens.
     *
     * @param onInput is run then, once, on a new virtual thread, which is to {@linkplain #becomeReader become the reading
     *     thread}
     * @return false if the transport can't do that: the thread goes on, and may ask again
     */
    default boolean rest(Runnable onInput) {
        return false;
    }

    /** The calling thread is the reading one from now on; the one before has left the transport alone. */
    default void becomeReader() {}

    /** By the reading thread, which leaves the transport alone from now on; another one may become the reading one. */
    default void leave() {}

    /**
     * Writes some bytes, blocking until at least one is taken. Whoever is told fewer than {@code length} comes again with
     * the others, before anything else.
     *
     * @param length at least 1
     * @return how many, from 1 to {@code length}
     */
    int write(byte[] source, int from, int length) throws IOException;

    /** Whether {@link #write(ByteBuffer[], int)} writes several parts in one go; otherwise it writes one. */
    default boolean gathers() {
        return false;
    }

    /**
     * Writes some bytes of several parts, one behind the other, like {@link #write(byte[], int, int)}.
     *
     * @param parts have arrays; their positions are moved behind what was written
     * @param first the first of them that counts, in which something remains
     * @return how many of all together, at least 1
     */
    default int write(ByteBuffer[] parts, int first) throws IOException {
        ByteBuffer part = parts[first];
        int written = write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        part.position(part.position() + written);
        return written;
    }

    /**
     * Writes some bytes of a file, if the transport can do that without bringing them through the program.
     *
     * @param count at least 1
     * @return how many; 0 if there is no room now, and {@link #write} waits for it; {@link #NEVER}
     */
    long writeFile(FileChannel file, long position, long count) throws IOException;

    /** By the reading thread: a pause begins, so what is held for reading can be given back. */
    default void idle() {}

    /** By the reading thread, before it waits for input: lets threads go first that are ready, where that pays. */
    default void pause() {}

    /** Which protocol is spoken, from the first byte on. Only a transport that shows what passes wants to know. */
    default void speaks(Supplier<WireText> protocol) {}

    /** Tells the peer that nothing more will come; reading goes on. */
    void closeOutput();

    /** Ends reading: a read that is blocked, and each one after it, answers -1. Writing goes on. */
    void closeInput();

    /** Ends everything. What was written is still delivered if the peer takes it. */
    void close();

    /** Ends everything at once, so that the peer can tell that something went wrong: with TCP, by RST. */
    void reset();

    SocketAddress localAddress();

    SocketAddress remoteAddress();

    /** The user whose process connected, as the system tells of a Unix domain socket; null if nobody tells. */
    default UserPrincipal peerUser() throws IOException {
        return null;
    }
}
