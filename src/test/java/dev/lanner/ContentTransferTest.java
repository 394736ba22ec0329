package dev.lanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.net.LentBuffers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever gets much at a time has a lent buffer for as long as that lasts, and nobody else has one. */
class ContentTransferTest {
    private static final int MUCH = ContentTransfer.MUCH;
    private static final int LENT = 4 * MUCH;

    private final LentBuffers buffers = new LentBuffers(1, LENT);
    private final Script content = new Script();
    private final Target target = new Target();

    /** Gives as much at a time as was written down, and notes into what; then it ends or fails. */
    private static final class Script implements ReadableByteChannel {
        private final Deque<Integer> pieces = new ArrayDeque<>();
        private final List<String> reads = new ArrayList<>();
        private final ByteArrayOutputStream given = new ByteArrayOutputStream();
        private final Random random = new Random(1);
        private IOException failure;

        Script of(int... lengths) {
            for (int length : lengths) {
                pieces.add(length);
            }
            return this;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            reads.add((buffer.isDirect() ? "lent " : "array ") + buffer.remaining());
            Integer length = pieces.poll();
            if (length == null) {
                if (failure != null) {
                    throw failure;
                }
                return -1;
            }
            byte[] piece = new byte[Math.min(length, buffer.remaining())];
            random.nextBytes(piece);
            buffer.put(piece);
            given.writeBytes(piece);
            return piece.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("nobody is to close it");
        }
    }

    /** Takes no more at a time than it was told. */
    private static final class Target implements WritableByteChannel {
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private int most = Integer.MAX_VALUE;

        @Override
        public int write(ByteBuffer source) {
            byte[] piece = new byte[Math.min(most, source.remaining())];
            source.get(piece);
            got.writeBytes(piece);
            return piece.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("nobody is to close it");
        }
    }

    private long transfer(long length) throws IOException {
        return new ContentTransfer(content, target, buffers).run(length);
    }

    private void requireGivenBack() {
        ByteBuffer lent = buffers.take();
        assertThat(lent).isNotNull();
        buffers.give(lent);
    }

    @Test
    void slowContentNeedsAnArrayOnly() throws IOException {
        content.of(1, 1_000, MUCH - 1, 16_384, 1);

        assertThat(transfer(-1)).isEqualTo(content.given.size()).isEqualTo(1 + 1_000 + MUCH - 1 + 16_384 + 1);

        assertThat(content.reads).hasSize(6).containsOnly("array " + MUCH);
        assertThat(target.got.toByteArray()).isEqualTo(content.given.toByteArray());
    }

    @Test
    void muchAtATimeGetsALentBufferAndLittleGivesItBack() throws IOException {
        content.of(MUCH, LENT, 2 * MUCH, 3, LENT, MUCH - 1, 5);

        assertThat(transfer(-1)).isEqualTo(content.given.size());

        String array = "array " + MUCH;
        String lent = "lent " + LENT;
        assertThat(content.reads).containsExactly(array, lent, lent, lent, array, lent, array, array);
        assertThat(target.got.toByteArray()).isEqualTo(content.given.toByteArray());
        requireGivenBack();
    }

    @Test
    void whoGetsNoneDoesWithAnArray() throws IOException {
        ByteBuffer taken = buffers.take();
        content.of(LENT, LENT, LENT);

        assertThat(transfer(-1)).isEqualTo(3L * MUCH);
        assertThat(content.reads).containsOnly("array " + MUCH);

        content.of(LENT, LENT);
        buffers.give(taken);
        assertThat(transfer(-1)).isEqualTo(MUCH + LENT);
        assertThat(target.got.toByteArray()).isEqualTo(content.given.toByteArray());
    }

    @Test
    void arrayIsNoLongerThanTheContent() throws IOException {
        content.of(10);
        assertThat(transfer(10)).isEqualTo(10);
        assertThat(transfer(0)).isZero();
        assertThat(transfer(Long.MAX_VALUE)).isZero();
        assertThat(content.reads).containsExactly("array 10", "array 10", "array 1", "array " + MUCH);
    }

    /** As behind a middleware that decompresses: the length in the head is that of something else. */
    @Test
    void contentMayBeLongerThanItsHeadSays() throws IOException {
        content.of(10, 5, MUCH, LENT);
        assertThat(transfer(10)).isEqualTo(15 + MUCH + LENT);
        assertThat(content.reads)
                .containsExactly("array 10", "array 10", "array " + MUCH, "lent " + LENT, "lent " + LENT);
        assertThat(target.got.toByteArray()).isEqualTo(content.given.toByteArray());
        requireGivenBack();
    }

    @Test
    void littleThatIsLeftNeedsNoLentBuffer() throws IOException {
        content.of(MUCH, MUCH, MUCH, MUCH - 1);
        assertThat(transfer(4L * MUCH - 1)).isEqualTo(4L * MUCH - 1);
        assertThat(content.reads)
                .containsExactly("array " + MUCH, "lent " + LENT, "lent " + LENT, "array " + MUCH, "array " + MUCH);
    }

    @Test
    void targetMayTakeLittleAtATime() throws IOException {
        target.most = 777;
        content.of(MUCH, LENT, 12);
        assertThat(transfer(-1)).isEqualTo(MUCH + LENT + 12);
        assertThat(target.got.toByteArray()).isEqualTo(content.given.toByteArray());
    }

    @Test
    void bufferComesBackWhenContentFails() {
        content.of(MUCH, LENT).failure = new IOException("the client is gone");
        assertThatThrownBy(() -> transfer(-1)).isSameAs(content.failure);
        assertThat(content.reads).last().isEqualTo("lent " + LENT);
        requireGivenBack();
    }

    @Test
    void bufferComesBackFromATargetThatTakesNothing() {
        content.of(MUCH, LENT);
        target.most = 0;
        assertThatThrownBy(() -> transfer(-1)).isInstanceOf(IOException.class).hasMessageContaining("takes nothing");
        target.most = MUCH;
        content.of(MUCH, LENT);
        assertThatThrownBy(() -> new ContentTransfer(content, new FullAfter(target, MUCH), buffers).run(-1))
                .hasMessage("no space left");
        assertThat(content.reads).last().isEqualTo("lent " + LENT);
        requireGivenBack();
    }

    /** A file on a disk that has room for so much. */
    private static final class FullAfter implements WritableByteChannel {
        private final Target target;
        private int room;

        FullAfter(Target target, int room) {
            this.target = target;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room < source.remaining()) {
                throw new IOException("no space left");
            }
            room -= source.remaining();
            return target.write(source);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("nobody is to close it");
        }
    }
}
