package dev.lanner.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes sessions of HTTP/2 that are almost right out of sessions that mean something, or frames out of nothing. The same
 * seed makes the same session.
 */
public final class FrameMutator {
    private static final int HEADER_LENGTH = 9;
    private static final int TYPES = 0x12;
    private static final int FRAMES_MAX = 400;
    private static final int BYTES_MAX = 60_000;

    private final List<List<byte[]>> seeds;

    /** @param seeds sessions, each a list of frames with the preface first */
    public FrameMutator(List<List<byte[]>> seeds) {
        this.seeds = seeds;
    }

    /** One session. */
    public List<byte[]> session(Random random) {
        List<byte[]> session = new ArrayList<>(pick(random));
        for (int mutations = random.nextInt(6); mutations > 0; mutations--) {
            mutate(session, random);
        }
        while (session.size() > FRAMES_MAX
                || session.stream().mapToInt(frame -> frame.length).sum() > BYTES_MAX) {
            session.removeLast();
        }
        return session;
    }

    private List<byte[]> pick(Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private void mutate(List<byte[]> session, Random random) {
        if (session.isEmpty()) {
            session.add(random(random));
            return;
        }
        int at = random.nextInt(session.size());
        switch (random.nextInt(10)) {
            case 0 -> session.remove(at);
            case 1 -> session.add(random.nextInt(session.size() + 1), session.get(at));
            case 2 -> session.add(session.remove(random.nextInt(session.size())));
            case 3 -> session.add(at, random(random));
            case 4 -> {
                List<byte[]> other = pick(random);
                session.addAll(other.subList(random.nextInt(other.size()), other.size()));
            }
            case 5 -> {
                List<byte[]> other = pick(random);
                session.add(at, other.get(random.nextInt(other.size())));
            }
            case 6 -> {
                for (int times = random.nextInt(50); times > 0; times--) {
                    session.add(at, session.get(at));
                }
            }
            default -> session.set(at, mutated(session.get(at).clone(), random));
        }
    }

    /** A frame with another type, flags, stream, length or byte. */
    private static byte[] mutated(byte[] frame, Random random) {
        if (frame.length < HEADER_LENGTH) {
            return frame;
        }
        switch (random.nextInt(7)) {
            case 0 -> frame[3] = (byte) random.nextInt(TYPES);
            case 1 -> frame[4] ^= (byte) (1 << random.nextInt(8));
            case 2 -> frame[8] = (byte) random.nextInt(8);
            case 3 -> frame[5 + random.nextInt(4)] = (byte) random.nextInt(256);
            case 4 -> frame[random.nextInt(3)] = (byte) random.nextInt(random.nextBoolean() ? 16 : 256);
            case 5 -> {
                return shortened(frame, random.nextInt(frame.length - HEADER_LENGTH + 1));
            }
            default -> frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
        }
        return frame;
    }

    /** A frame with a part of its payload, and its length told rightly. */
    private static byte[] shortened(byte[] frame, int length) {
        byte[] part = Arrays.copyOf(frame, HEADER_LENGTH + length);
        part[0] = (byte) (length >>> 16);
        part[1] = (byte) (length >>> 8);
        part[2] = (byte) length;
        return part;
    }

    private static byte[] random(Random random) {
        byte[] frame = new byte[HEADER_LENGTH + random.nextInt(random.nextInt(10) == 0 ? 300 : 12)];
        random.nextBytes(frame);
        frame[3] = (byte) random.nextInt(TYPES);
        frame[4] &= 0x2d;
        frame[5] = 0;
        frame[6] = 0;
        frame[7] = 0;
        frame[8] = (byte) random.nextInt(8);
        return shortened(frame, frame.length - HEADER_LENGTH);
    }
}
