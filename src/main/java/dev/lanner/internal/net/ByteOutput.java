package dev.lanner.internal.net;

import dev.lanner.http.HeaderName;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes to a peer, buffered, and held to a pace.
 *
 * <p>Bytes are collected until {@link #flush()} or until there are many; a large write goes out behind them without being
 * copied. Each wait for the peer is under the {@link Pace} of the connection.
 *
 * <p>Used by one thread at a time, its owner. When a response is finished while the next request is there already, the
 * owner leaves it here with {@link #holdBack()}, so that several responses leave in one write. Should the next one take
 * its time, the ticker has {@link #flushHeldBack()} send what was finished: that is the only other thread, and the owner's
 * next call waits for it.
 */
public final class ByteOutput {
    private static final byte[] NOTHING = {};
    private static final int MAX = BufferPool.COLLECTED.size();

    /** A blocked peer is cut after the time for this many bytes at the least rate, so pieces must not be large. */
    private static final int PIECE = 16_384;

    /** What is read of a file at once, if it must pass through the program: four records of TLS. */
    private static final int FILE_PIECE = 65_536;

    private static final AtomicReferenceFieldUpdater<ByteOutput, Holder> HOLDER =
            AtomicReferenceFieldUpdater.newUpdater(ByteOutput.class, Holder.class, "holder");

    private enum Holder {
        /** The owner's thread works with it. */
        OWNER,
        /** Finished responses wait in it; owner or ticker may take it. */
        NOBODY,
        /** The ticker's helper is sending. */
        HELPER
    }

    private final Transport transport;
    private final Pace pace;
    private volatile Holder holder = Holder.OWNER;
    private volatile Thread waiting;
    private IOException failure;

    /** Empty while nothing is to be sent; but without the pools one that is small is kept. */
    private byte[] buffer = NOTHING;

    /** Whether arrays are taken from the pools, and given back when all in them is sent. */
    private boolean pooled = true;

    private int size;
    private long written;

    /** Finished responses are among what is buffered. */
    private boolean holdsFinished;

    public ByteOutput(Transport transport, Pace pace) {
        this.transport = transport;
        this.pace = pace;
    }

    /** How many bytes were given so far, sent or not. */
    public long written() {
        return written + size;
    }

    public void write(int b) throws IOException {
        room(1);
        buffer[size++] = (byte) b;
    }

    /** Text whose characters are one byte each. */
    @SuppressWarnings("deprecation") // the one method that copies such a text without an array in between
    public void write(String text) throws IOException {
        int length = text.length();
        if (length > MAX) {
            write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            return;
        }
        room(length);
        text.getBytes(0, length, buffer, size);
        size += length;
    }

    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length <= MAX - size) {
            room(length);
            System.arraycopy(bytes, from, buffer, size, length);
            size += length;
        } else {
            own();
            int behind = size > 0 ? sendBuffered(bytes, from, length) : 0;
            send(bytes, from + behind, length - behind);
        }
    }

    /** A decimal number, 0 or more. */
    public void writeDecimal(long number) throws IOException {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        room(digits);
        size += digits;
        long rest = number;
        for (int at = size - 1; at >= size - digits; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** A field line (RFC 9112 §5). The value's characters are one byte each. */
    @SuppressWarnings("deprecation") // as above
    public void writeField(HeaderName name, String value) throws IOException {
        int length = value.length();
        room(name.length() + length + 4);
        size = name.copyTo(buffer, size);
        buffer[size++] = ':';
        buffer[size++] = ' ';
        value.getBytes(0, length, buffer, size);
        size += length;
        buffer[size++] = '\r';
        buffer[size++] = '\n';
    }

    /**
     * A part of a file behind what is buffered. A small one is buffered too, and so goes with it in one write. A large one
     * is sent at once, by the operating system alone where the transport can do that.
     */
    public void writeFile(FileChannel file, long position, long count) throws IOException {
        if (holdsFinished()) {
            flush(); // what is finished does not wait for a disk
        }
        if (count <= MAX - size) {
            room((int) count);
            readFully(file, position, buffer, size, (int) count);
            size += (int) count;
            return;
        }
        flush();
        for (long sent = 0; sent < count; ) {
            long moved = transferSome(file, position + sent, count - sent);
            if (moved == Transport.NEVER) {
                copy(file, position + sent, count - sent);
                return;
            }
            sent += moved > 0 ? moved : writePiece(file, position + sent, count - sent);
        }
    }

    /** Waits, by writing a little of it, until the peer takes more. */
    private int writePiece(FileChannel file, long position, long count) throws IOException {
        int length = (int) Math.min(count, PIECE);
        room(length);
        readFully(file, position, buffer, 0, length);
        size = length;
        flush();
        return length;
    }

    private long transferSome(FileChannel file, long position, long count) throws IOException {
        pace.begin(PIECE);
        long moved = 0;
        try {
            moved = transport.writeFile(file, position, count);
            written += Math.max(0, moved);
            return moved;
        } finally {
            pace.end(Math.max(0, moved));
        }
    }

    /** What the transport leaves of a piece goes with the next one: TLS must not make a record of a few bytes. */
    private void copy(FileChannel file, long position, long count) throws IOException {
        byte[] piece = new byte[(int) Math.min(count, FILE_PIECE)];
        int held = 0;
        for (long read = 0; read < count || held > 0; ) {
            int more = (int) Math.min(count - read, piece.length - held);
            readFully(file, position + read, piece, held, more);
            read += more;
            held += more;
            int moved = sendSome(piece, 0, held);
            held -= moved;
            System.arraycopy(piece, moved, piece, 0, held);
        }
    }

    private static void readFully(FileChannel file, long position, byte[] target, int from, int count)
            throws IOException {
        ByteBuffer into = ByteBuffer.wrap(target, from, count);
        while (into.hasRemaining()) {
            if (file.read(into, position + count - into.remaining()) < 0) {
                throw new EOFException("the file ended " + into.remaining() + " bytes before what was declared");
            }
        }
    }

    /** Sends everything that is buffered. */
    public void flush() throws IOException {
        own();
        if (size > 0) {
            int count = size;
            size = 0;
            send(buffer, 0, count);
            shrink();
        }
    }

    private void shrink() {
        byte[] given = buffer;
        if (pooled || given.length > BufferPool.SMALL.size()) {
            buffer = NOTHING;
        }
        if (pooled) {
            BufferPool.SMALL.give(given);
            BufferPool.COLLECTED.give(given);
        }
    }

    /**
     * Nothing of the pool is used from now on. For an output that is left to an application, which may write with two threads
     * at once: that is its own harm, and must not become anybody else's.
     */
    public void leavePool() throws IOException {
        flush();
        pooled = false;
    }

    /** Sends everything that is buffered, and of what comes behind it as much as leaves with that; tells how much. */
    private int sendBuffered(byte[] bytes, int from, int length) throws IOException {
        int count = size;
        size = 0;
        int moved = 0;
        pace.begin(PIECE);
        try {
            moved = transport.write(
                    new ByteBuffer[] {ByteBuffer.wrap(buffer, 0, count), ByteBuffer.wrap(bytes, from, length)}, 0);
        } finally {
            pace.end(moved);
        }
        written += moved;
        send(buffer, moved, count - moved);
        shrink();
        return Math.max(0, moved - count);
    }

    private void send(byte[] bytes, int from, int length) throws IOException {
        holdsFinished = false;
        for (int sent = 0; sent < length; ) {
            sent += sendSome(bytes, from + sent, length - sent);
        }
    }

    private int sendSome(byte[] bytes, int from, int length) throws IOException {
        int moved = 0;
        pace.begin(Math.min(length, PIECE));
        try {
            moved = transport.write(bytes, from, length);
        } finally {
            pace.end(moved);
        }
        written += moved;
        return moved;
    }

    private void room(int count) throws IOException {
        own();
        if (count > buffer.length - size) {
            if (count > MAX - size) {
                flush();
            }
            if (size + count > buffer.length) {
                grow(size + count);
            }
        }
    }

    private void grow(int needed) {
        byte[] larger;
        if (pooled && needed <= MAX) {
            larger = (needed <= BufferPool.SMALL.size() ? BufferPool.SMALL : BufferPool.COLLECTED).take();
        } else {
            larger = new byte[Math.max(needed, BufferPool.SMALL.size())];
        }
        System.arraycopy(buffer, 0, larger, 0, size);
        shrink();
        buffer = larger;
    }

    /**
     * Leaves finished responses here for a moment. The owner's next call takes them back, or finds them sent.
     *
     * @return true if there are any
     */
    public boolean holdBack() {
        if (size == 0) {
            return false;
        }
        holdsFinished = true;
        holder = Holder.NOBODY;
        return true;
    }

    /** Whether finished responses wait here for one that is not finished yet. */
    public boolean holdsFinished() throws IOException {
        own();
        return holdsFinished;
    }

    /** Sends what was held back, if the owner has not taken it back. May block; not for the ticker's own thread. */
    public void flushHeldBack() {
        if (HOLDER.compareAndSet(this, Holder.NOBODY, Holder.HELPER)) {
            try {
                int count = size;
                size = 0;
                send(buffer, 0, count);
                shrink();
            } catch (IOException gone) {
                failure = gone;
            } catch (RuntimeException | Error ours) {
                failure = new IOException(
                        "the server failed while it was sending", ours); // what is lost can't be made up for
                throw ours;
            } finally {
                holder = Holder.NOBODY;
                LockSupport.unpark(waiting);
            }
        }
    }

    private void own() throws IOException {
        if (holder != Holder.OWNER) {
            boolean interrupted = false;
            waiting = Thread.currentThread();
            while (!HOLDER.compareAndSet(this, Holder.NOBODY, Holder.OWNER)) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            waiting = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
