package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.feature.DataRate;
import dev.lanner.http.HeaderName;
import dev.lanner.internal.server.ManualClock;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in and out. */
class BuffersTest {
    @TempDir
    Path folder;

    private final MemoryTransport transport = new MemoryTransport();
    private final Deadlines deadlines = new Deadlines(ManualClock.ofExamples());
    private final ByteInput in = new ByteInput(transport, 5_000);
    private final ByteOutput out = new ByteOutput(transport, deadlines.add(Deadline.Phase.WRITE, phase -> {}));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private String buffered() {
        return new String(in.array(), in.position(), in.buffered(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void searchFindsWhatALoopFinds() {
        byte[] bytes = random(70);
        for (int wanted = -128; wanted < 128; wanted++) {
            for (int from = 0; from <= bytes.length; from++) {
                for (int to = from; to <= bytes.length; to += 1 + to % 5) {
                    int expected = -1;
                    for (int i = from; i < to && expected < 0; i++) {
                        expected = bytes[i] == wanted ? i : -1;
                    }
                    assertThat(Bytes.indexOf(bytes, (byte) wanted, from, to)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void searchIsNotFooledByNeighbours() {
        byte[] bytes = {11, 10, 10, 11, 11, 11, 11, 11};
        assertThat(Bytes.indexOf(bytes, (byte) 10, 0, 8)).isEqualTo(1);
        assertThat(Bytes.indexOf(new byte[] {1, 0, 1, 1, 1, 1, 1, 1}, (byte) 0, 0, 8))
                .isEqualTo(1);
        assertThat(Bytes.indexOf(new byte[] {-128, 0, 1, 1, 1, 1, 1, 1}, (byte) 0, 0, 8))
                .isEqualTo(1);
    }

    @Test
    void fillAppends() throws IOException {
        transport.send(bytes("ab"));
        transport.send(bytes("cd"));
        transport.endInput();

        assertThat(in.fill()).isTrue();
        assertThat(buffered()).isEqualTo("ab");
        in.skip(1);
        assertThat(in.fill()).isTrue();
        assertThat(buffered()).isEqualTo("bcd");
        assertThat(in.fill()).isFalse();
        assertThat(in.fill()).isFalse();
        assertThat(buffered()).isEqualTo("bcd");
    }

    @Test
    void bufferGrowsToItsCapacityAndNoFurther() throws IOException {
        byte[] sent = random(5_001);
        transport.send(sent);
        while (in.buffered() < 5_000) {
            assertThat(in.fill()).isTrue();
            assertThat(in.array().length).isLessThanOrEqualTo(5_000);
        }
        assertThat(Arrays.copyOfRange(in.array(), in.position(), in.limit())).isEqualTo(Arrays.copyOf(sent, 5_000));
        assertThatIllegalStateException().isThrownBy(in::fill).withMessageContaining("5000");
        in.skip(1);
        assertThat(in.fill()).isTrue();
        assertThat(in.array()[in.limit() - 1]).isEqualTo(sent[5_000]);
    }

    @Test
    void moreIsReadAtOnceWhileThereIsMoreThanFits() throws IOException {
        transport.send(random(10_000));
        int total = 0;
        for (int expected : new int[] {ByteInput.SMALL, 4 * ByteInput.SMALL, 10_000 - 5 * ByteInput.SMALL}) {
            assertThat(in.fill()).isTrue();
            assertThat(in.buffered()).isEqualTo(expected);
            total += expected;
            in.skip(expected);
        }
        assertThat(total).isEqualTo(10_000);
        assertThat(in.array().length).as("capacity").isEqualTo(5_000);
    }

    @Test
    void idleGivesALargeBufferBack() throws IOException {
        transport.send(random(3_000));
        while (in.buffered() < 3_000) {
            assertThat(in.fill()).isTrue();
        }
        in.skip(2_999);
        in.idle();
        assertThat(in.buffered()).isEqualTo(1);
        in.skip(1);
        in.idle();
        assertThat(in.array().length).isEqualTo(ByteInput.SMALL);
    }

    @Test
    void largeReadsPassByTheBuffer() throws IOException {
        byte[] sent = random(4_000);
        transport.send(Arrays.copyOf(sent, 10));
        transport.send(Arrays.copyOfRange(sent, 10, 4_000));
        transport.endInput();
        ByteBuffer target = ByteBuffer.allocate(4_000);

        assertThat(in.read(target, 4_000)).isEqualTo(10);
        assertThat(in.read(target, 3_990)).isEqualTo(3_990);
        assertThat(in.array().length).isEqualTo(ByteInput.SMALL);
        assertThat(target.array()).isEqualTo(sent);
        assertThat(in.read(target.clear(), 4_000)).isEqualTo(-1);
        assertThat(in.read(target, 1)).isEqualTo(-1);
    }

    @Test
    void readsEndWhereTheyAreTold() throws IOException {
        byte[] sent = random(2_000);
        for (ByteBuffer target :
                List.of(ByteBuffer.allocate(3_000).slice(500, 2_500), ByteBuffer.allocateDirect(2_500))) {
            transport.send(sent);
            target.limit(2_400);
            assertThat(in.read(target, 1_500)).isEqualTo(1_500);
            assertThat(in.read(target, Long.MAX_VALUE)).isEqualTo(500);
            assertThat(target.limit()).isEqualTo(2_400);
            byte[] got = new byte[target.flip().remaining()];
            target.get(got);
            assertThat(got).isEqualTo(sent);
        }
    }

    @Test
    void watcherNoticesTheEndAndLosesNothing() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        in.watch(ended::countDown);
        transport.send(bytes("next"));
        transport.endInput();
        ended.await();

        assertThat(in.fill()).isTrue();
        assertThat(buffered()).isEqualTo("next");
        assertThat(in.fill()).isFalse();
        CountDownLatch again = new CountDownLatch(1);
        in.watch(again::countDown);
        again.await();
        assertThat(in.buffered()).isEqualTo(4);
    }

    @Test
    void watcherThatIsNotWantedAnyMoreHandsOverWhatItGot() throws Exception {
        in.watch(() -> {
            throw new AssertionError("nobody wants to know");
        });
        transport.awaitReader();
        in.unwatch();
        transport.send(bytes("a"));
        assertThat(in.fill()).isTrue();
        transport.send(bytes("b"));
        assertThat(in.fill()).isTrue();
        assertThat(buffered()).isEqualTo("ab");
        transport.endInput();
        assertThat(in.fill()).isFalse();
    }

    @Test
    void watcherIsRenewed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        in.watch(() -> {
            throw new AssertionError("another one was named");
        });
        transport.awaitReader();
        in.unwatch();
        in.watch(ended::countDown);
        transport.endInput();
        ended.await();
        assertThat(in.fill()).isFalse();
    }

    @Test
    void whatIsTakenOverWhileTheWatcherReadsIsNotReadTwice() throws Exception {
        in.watch(() -> {});
        StringBuilder got = new StringBuilder();
        for (char c = 'a'; c <= 'z'; c++) {
            transport.awaitReader();
            transport.send(bytes("" + c));
            assertThat(in.fill()).isTrue();
            got.append(buffered());
            in.skip(in.buffered());
        }
        assertThat(got).hasToString("abcdefghijklmnopqrstuvwxyz");
    }

    @Test
    void watcherSeesAClientVanish() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        in.watch(ended::countDown);
        transport.vanish();
        ended.await();
        assertThatThrownBy(in::fill).isInstanceOf(IOException.class).hasMessage("Connection reset");
    }

    @Test
    void watcherReadsNoFurtherThanItsArray() throws Exception {
        byte[] sent = random(10_000);
        in.watch(() -> {});
        transport.send(sent);
        ByteBuffer got = ByteBuffer.allocate(10_000);
        while (got.hasRemaining()) {
            in.read(got, 100);
        }
        assertThat(got.array()).isEqualTo(sent);
    }

    @Test
    void outputIsOneWrite() throws IOException {
        out.write('a');
        out.write("bc");
        out.write(bytes("de"));
        out.writeField(HeaderName.HOST, "f");
        out.writeDecimal(0);
        out.writeDecimal(9);
        out.writeDecimal(10);
        out.writeDecimal(Long.MAX_VALUE);
        assertThat(transport.writes()).isZero();
        assertThat(out.written()).isEqualTo(37);
        out.flush();
        out.flush();

        assertThat(transport.writes()).isEqualTo(1);
        assertThat(transport.written()).asString().isEqualTo("abcdeHost: f\r\n09109223372036854775807");
        assertThat(out.written()).isEqualTo(37);
    }

    private boolean isInAPool(byte[] content) {
        BufferPool pool = content.length <= BufferPool.SMALL.size() ? BufferPool.SMALL : BufferPool.COLLECTED;
        for (int i = 0; i < 300; i++) {
            if (Arrays.equals(pool.take(), 0, content.length, content, 0, content.length)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {3_001, 10_007})
    void whatWasSentGoesBackToThePool(int length) throws IOException {
        byte[] content = random(length);
        isInAPool(content); // empties it
        out.write(content);
        out.flush();
        assertThat(isInAPool(content)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {3_001, 10_007})
    void whatCouldNotBeSentDoesNotGoBackToThePool(int length) throws IOException {
        byte[] content = random(length);
        out.write(content);
        transport.vanish();
        assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
        assertThat(isInAPool(content)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {3_001, 10_011})
    void outputThatIsLeftToAnApplicationUsesNoPool(int length) throws IOException {
        byte[] before = random(10_009);
        out.write(before);
        out.leavePool();
        assertThat(transport.written()).isEqualTo(before);
        byte[] content = random(length);
        out.write(content);
        out.flush();
        assertThat(isInAPool(content)).isFalse();
    }

    /** Who gets on would send the next response in the place of the one that is lost. */
    @Test
    void whatTheHelperCouldNotSendEndsTheOutput() throws IOException {
        Transport broken = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    throw new OutOfMemoryError("on purpose");
                });
        ByteOutput output = new ByteOutput(broken, deadlines.add(Deadline.Phase.WRITE, phase -> {}));
        output.write("first");
        output.holdBack();
        assertThatThrownBy(output::flushHeldBack).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> output.write("second"))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void whatWasHeldBackIsSentOnceWhoeverSendsIt() throws IOException {
        byte[] first = random(10_013);
        byte[] second = random(10_015);
        out.write(first);
        out.holdBack();
        out.flushHeldBack();
        assertThat(transport.written()).isEqualTo(first);
        out.write(second);
        out.holdBack();
        out.write("third");
        out.flush();
        out.write("fourth");
        out.flush();
        assertThat(transport.written())
                .isEqualTo(ByteBuffer.allocate(20_039)
                        .put(first)
                        .put(second)
                        .put(bytes("thirdfourth"))
                        .array());
    }

    @Test
    void outputsDoNotMixWhatTheyCollect() throws IOException {
        Random random = new Random(7);
        List<MemoryTransport> peers = new ArrayList<>();
        List<ByteOutput> outputs = new ArrayList<>();
        List<java.io.ByteArrayOutputStream> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MemoryTransport peer = new MemoryTransport();
            peers.add(peer);
            outputs.add(new ByteOutput(peer, deadlines.add(Deadline.Phase.WRITE, phase -> {})));
            expected.add(new java.io.ByteArrayOutputStream());
        }
        for (int step = 0; step < 4_000; step++) {
            int at = random.nextInt(40);
            byte[] piece = new byte[random.nextInt(12_000)];
            random.nextBytes(piece);
            outputs.get(at).write(piece);
            expected.get(at).writeBytes(piece);
            if (random.nextInt(3) == 0) {
                outputs.get(at).flush();
            }
        }
        for (int i = 0; i < 40; i++) {
            outputs.get(i).flush();
            assertThat(peers.get(i).written()).isEqualTo(expected.get(i).toByteArray());
        }
    }

    @Test
    void anyMixOfSizesComesOutWhole() throws IOException {
        Random random = new Random(1);
        java.io.ByteArrayOutputStream expected = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            byte[] piece = random(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 3_000));
            expected.writeBytes(piece);
            if (random.nextBoolean()) {
                out.write(piece, 0, piece.length);
            } else {
                out.write(new String(piece, StandardCharsets.ISO_8859_1));
            }
            assertThat(out.written()).isEqualTo(expected.size());
        }
        out.flush();
        assertThat(transport.written()).isEqualTo(expected.toByteArray());
    }

    /** However much of both the transport takes: nothing, some or all of the content goes with the head. */
    @ParameterizedTest
    @CsvSource({"1, 100100", "99, 1013", "100, 1001", "101, 992", "50000, 3", "100099, 2", "100100, 1", "1000000, 1"})
    void muchContentGoesWithTheHeadBeforeIt(int atOnce, int expectedWrites) throws IOException {
        byte[] head = random(100);
        byte[] content = random(100_000);
        AtomicInteger writes = new AtomicInteger();
        Transport taking = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("write");
                    writes.incrementAndGet();
                    transport.window(atOnce);
                    return method.invoke(transport, arguments);
                });
        ByteOutput output = new ByteOutput(taking, deadlines.add(Deadline.Phase.WRITE, phase -> {}));
        output.write(head);
        output.write(content);
        assertThat(output.written()).isEqualTo(100_100);
        assertThat(writes).hasValue(expectedWrites);
        output.write('.');
        output.flush();
        assertThat(transport.written())
                .isEqualTo(ByteBuffer.allocate(100_101)
                        .put(head)
                        .put(content)
                        .put((byte) '.')
                        .array());
    }

    @Test
    void filesComeBehindWhatIsBuffered() throws IOException {
        byte[] content = random(100_000);
        Path file = Files.write(folder.resolve("file"), content);
        out.write("head");
        try (FileChannel channel = FileChannel.open(file)) {
            out.writeFile(channel, 1, 99_998);
            assertThat(transport.written()).hasSize(4 + 99_998);
            assertThat(Arrays.copyOfRange(transport.written(), 4, 100_002))
                    .isEqualTo(Arrays.copyOfRange(content, 1, 99_999));
            assertThatThrownBy(() -> out.writeFile(channel, 99_999, 2)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void smallFileWaitsForTheRest() throws IOException {
        byte[] content = random(32_764);
        Path file = Files.write(folder.resolve("file"), content);
        out.write("head");
        try (FileChannel channel = FileChannel.open(file)) {
            out.writeFile(channel, 0, content.length);
            assertThat(transport.writes()).isZero();
            out.flush();
            assertThat(transport.writes()).isEqualTo(1);
            assertThat(transport.written()).hasSize(32_768).endsWith(content);
        }
    }

    @Test
    void finishedResponsesDoNotWaitForAFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), random(10));
        out.write("one");
        assertThat(out.holdBack()).isTrue();
        try (FileChannel channel = FileChannel.open(file)) {
            out.writeFile(channel, 0, 10);
        }
        assertThat(transport.written()).asString().isEqualTo("one");
    }

    /** A socket that is full takes no more of a file; who has waited for room leaves the rest to the system again. */
    @Test
    void fileGoesTheShortWayAgainWhenThereIsRoom() throws IOException {
        byte[] content = random(150_000);
        Path file = Files.write(folder.resolve("file"), content);
        List<Long> asked = new ArrayList<>();
        Transport full = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("writeFile")) {
                        return method.invoke(transport, arguments);
                    }
                    asked.add((Long) arguments[1]);
                    if (asked.size() % 2 == 0) {
                        return 0L;
                    }
                    int from = Math.toIntExact((Long) arguments[1]);
                    return (long) transport.write(content, from, Math.min(50_000, content.length - from));
                });
        ByteOutput output = new ByteOutput(full, deadlines.add(Deadline.Phase.WRITE, phase -> {}));
        try (FileChannel channel = FileChannel.open(file)) {
            output.writeFile(channel, 0, content.length);
        }
        assertThat(transport.written()).isEqualTo(content);
        assertThat(asked).containsExactly(0L, 50_000L, 66_384L, 116_384L, 132_768L);
        assertThat(output.written()).isEqualTo(content.length);
    }

    /** Records of TLS do not fill the pieces in which a file is read; what is left over is no piece of its own. */
    @Test
    void whatIsLeftOfAPieceGoesWithTheNext() throws IOException {
        byte[] content = random(4 * 65_468);
        Path file = Files.write(folder.resolve("file"), content);
        AtomicInteger writes = new AtomicInteger();
        Transport taking = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        writes.incrementAndGet();
                        arguments[2] = Math.min((Integer) arguments[2], 65_468);
                    }
                    return method.invoke(transport, arguments);
                });
        ByteOutput records = new ByteOutput(taking, deadlines.add(Deadline.Phase.WRITE, phase -> {}));
        try (FileChannel channel = FileChannel.open(file)) {
            records.writeFile(channel, 0, content.length);
        }
        assertThat(transport.written()).isEqualTo(content);
        assertThat(writes).hasValue(4);
        assertThat(records.written()).isEqualTo(content.length);
    }

    @Test
    void heldBackResponsesAreSentByTheTicker() throws IOException {
        assertThat(out.holdBack()).isFalse();
        out.write("one");
        assertThat(out.holdBack()).isTrue();
        out.flushHeldBack();
        assertThat(transport.written()).asString().isEqualTo("one");
        out.write("two");
        out.flushHeldBack();
        assertThat(transport.written()).asString().isEqualTo("one");
        out.flush();
        assertThat(transport.written()).asString().isEqualTo("onetwo");
    }

    @Test
    void heldBackResponsesLeaveWithTheNext() throws IOException {
        out.write("one");
        assertThat(out.holdBack()).isTrue();
        assertThat(out.holdsFinished()).isTrue();
        out.write("two");
        out.flush();
        assertThat(out.holdsFinished()).isFalse();
        assertThat(transport.writes()).isEqualTo(1);
        assertThat(transport.written()).asString().isEqualTo("onetwo");
    }

    @Test
    void ownerWaitsForTheTickersHelper() throws Exception {
        transport.window(0);
        out.write("one");
        assertThat(out.holdBack()).isTrue();
        Thread helper = Thread.ofVirtual().start(out::flushHeldBack);
        transport.awaitSettled();
        Thread owner = Thread.ofVirtual().start(() -> {
            try {
                out.write("two");
                out.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        transport.widen(100);
        helper.join();
        owner.join();
        assertThat(transport.written()).asString().isEqualTo("onetwo");
    }

    @Test
    void helpersFailureIsTheOwners() throws IOException {
        out.write("one");
        assertThat(out.holdBack()).isTrue();
        transport.vanish();
        out.flushHeldBack();
        assertThatThrownBy(() -> out.write("two"))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }

    @Test
    void paceIsKeptForEachPiece() throws IOException {
        assertThat(DataRate.NONE.bytesPerSecond()).isEqualTo(1);
        out.write(random(200_000));
        out.flush();
        assertThat(transport.written()).hasSize(200_000);
    }
}
