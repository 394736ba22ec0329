package dev.lanner.soak;

import java.util.random.RandomGenerator;

/**
 * What becomes of a connection in the middle of a conversation, wherever that is: in the handshake, the preface, a frame, a
 * head, content, or while the answer is written.
 *
 * @param whileSending whether it comes over what the client sends, or over what it reads
 * @param after how many bytes, those of TLS counted
 */
record Fate(Turn turn, boolean whileSending, long after) {
    /** What happens. */
    enum Turn {
        /** The client vanishes with a reset. */
        RESET,
        /** The client closes. */
        CLOSE,
        /** The client closes its sending side, and reads on. */
        HALF_CLOSE,
        /** Nothing more comes and nothing more is read, but the connection stays open. */
        SILENCE,
        /** What follows comes byte by byte. */
        DRIP,
        /** What follows is read byte by byte. */
        SIP,
        /** One bit is turned over. */
        FLIP,
        /** What follows is noise. */
        NOISE
    }

    private static final Turn[] QUICK = {Turn.RESET, Turn.CLOSE, Turn.HALF_CLOSE, Turn.FLIP, Turn.NOISE};
    private static final Turn[] LONG = {Turn.SILENCE, Turn.DRIP, Turn.SIP};

    /** One that is over at once. */
    static Fate quick(RandomGenerator random) {
        return of(QUICK[random.nextInt(QUICK.length)], random);
    }

    /** One that holds the connection. */
    static Fate lasting(RandomGenerator random) {
        return of(LONG[random.nextInt(LONG.length)], random);
    }

    /** As often within the first hundred bytes as within the next thousands. */
    private static Fate of(Turn turn, RandomGenerator random) {
        boolean sending = switch (turn) {
            case RESET, CLOSE, SILENCE -> random.nextBoolean();
            case SIP -> false;
            case HALF_CLOSE, DRIP, FLIP, NOISE -> true;
        };
        return new Fate(turn, sending, (long) Math.exp(random.nextDouble() * Math.log(1e6)) - 1);
    }
}
