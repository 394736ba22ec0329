package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.MemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Content arrives, is read, and comes out as it went in, and the room for it follows. */
class ContentTest {
    private static final int WINDOW = 262_144;

    private final Content content = new Content();
    private int written;
    private int read;

    private static byte at(int position) {
        return (byte) (position * 31 + (position >> 8));
    }

    /** As one DATA frame. */
    private void arrive(int count) throws IOException {
        arrive(count, 0);
    }

    /** @param most is taken after each piece of it that comes */
    private void arrive(int count, int most) throws IOException {
        MemoryTransport transport = new MemoryTransport();
        ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_LENGTH + count);
        frame.putInt(count << 8 | Frame.DATA).put((byte) 0).putInt(1);
        for (int i = 0; i < count; i++) {
            frame.put(at(written++));
        }
        transport.send(frame.array());
        ByteInput in = new ByteInput(transport, 2 * WINDOW);
        FrameReader reader = new FrameReader(in, in::fill, WINDOW, 10);
        reader.next();
        for (int left = count; left > 0; ) {
            int there = Math.min(left, reader.await());
            content.append(reader, there, left);
            left -= there;
            if (most > 0) {
                assertThat(content.capacity()).isLessThanOrEqualTo(Math.max(Content.KEPT_MAX, 2 * content.size()));
                take(most);
                requireDense();
            }
        }
    }

    private void take(int most) {
        ByteBuffer target = ByteBuffer.allocate(most);
        int count = content.take(target);
        assertThat(target.position()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(target.get(i)).isEqualTo(at(read++));
        }
    }

    private void requireDense() {
        assertThat(content.capacity())
                .isLessThanOrEqualTo(Math.max(Content.KEPT_MAX, Content.SPARSENESS_MAX * content.size()));
    }

    @Test
    void whatIsReadIsGivenBack() throws IOException {
        arrive(WINDOW);
        assertThat(content.capacity()).isEqualTo(WINDOW);
        take(WINDOW - 1);
        requireDense();
        take(1);

        assertThat(content.capacity()).isEqualTo(Content.KEPT_MAX);
    }

    @Test
    void bytesKeepTheirOrderWhateverTheRingDoes() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            arrive(1 + random.nextInt(random.nextInt(10) == 0 ? 60_000 : 500));
            for (int reads = random.nextInt(4); reads > 0; reads--) {
                take(1 + random.nextInt(20_000));
                requireDense();
            }
            assertThat(content.size()).isEqualTo(written - read);
            while (content.size() > WINDOW) {
                take(50_000);
            }
        }
        take(content.size());

        assertThat(read).isEqualTo(written);
    }

    @Test
    void smallFramesCostTheirBytes() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            arrive(1);
        }

        assertThat(content.size()).isEqualTo(10_000);
        assertThat(content.capacity()).isLessThan(20_000);
    }

    /** Room is made for what has come of a long frame, not for all of it again and again. */
    @Test
    void longFrameThatIsReadAsItComesKeepsNoRoom() throws IOException {
        arrive(WINDOW, WINDOW);

        assertThat(content.capacity()).isEqualTo(Content.KEPT_MAX);
    }

    @Test
    void oneFrameIsAnArrayByItself() throws IOException {
        arrive(5_000);
        assertThat(content.takeArray(4_999)).isNull();
        byte[] array = content.takeArray(5_000);

        assertThat(array).hasSize(5_000);
        for (byte next : array) {
            assertThat(next).isEqualTo(at(read++));
        }
        assertThat(content.size()).isZero();
        assertThat(content.capacity()).isZero();
        assertThat(content.takeArray(5_000)).isNull();
        arrive(300);
        assertThat(content.takeArray(5_000)).hasSize(300);
    }

    @Test
    void whatIsOnlyPartOfAnArrayIsNotHandedOut() throws IOException {
        arrive(5_000);
        take(1);
        assertThat(content.takeArray(5_000)).isNull();
        arrive(1);
        assertThat(content.takeArray(5_000)).isNull();
        take(5_000);

        arrive(2_000);
        assertThat(content.takeArray(5_000)).isNull();
        take(2_000);
        assertThat(read).isEqualTo(written);
    }

    @Test
    void whatIsGivenUpIsGivenBack() throws IOException {
        arrive(1_000);

        assertThat(content.discard()).isEqualTo(1_000);
        assertThat(content.capacity()).isZero();
    }
}
