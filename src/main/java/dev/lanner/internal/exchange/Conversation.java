package dev.lanner.internal.exchange;

/**
 * What a protocol does on one connection, turn by turn.
 *
 * <p>The loop around it is its caller's, so that it lies at the bottom of the thread's stack, all of which a virtual thread
 * keeps while it waits; and between two turns another thread can go on. A turn is a method that all connections call, which
 * is compiled for them; a loop that is under way is replaced by better code on rare occasions only (on-stack replacement),
 * and each connection would have one.
 */
public interface Conversation {
    /** What follows after a turn. */
    enum Turn {
        /** Another one. */
        NEXT,
        /** Another one, for which nothing has come yet: others may go first. */
        WAIT,
        /** Another one; now the connection could rest, or is to go on with another thread. */
        PAUSE,
        /** Nothing: the connection has ended, the reason is in the scope, and the transport is closed. */
        END
    }

    /**
     * A request, or a frame.
     *
     * @param waits for its beginning, until the connection could rest; else not at all, if the protocol can do without
     */
    Turn turn(boolean waits);

    /**
     * Turn after turn.
     *
     * @return whether it pauses; else it has ended
     */
    default boolean serve() {
        Turn turn;
        do {
            turn = turn(true);
        } while (turn == Turn.NEXT || turn == Turn.WAIT);
        return turn == Turn.PAUSE;
    }
}
