package dev.lanner.internal.server;

import java.time.Duration;

/**
 * When a connection rests, and so keeps no thread: not on a server that has few of them, whose threads cost less than it
 * takes to begin and end a rest.
 *
 * @param connections how many others there are at least
 * @param after how long nothing has come
 */
record Resting(int connections, Duration after) {
    static final Resting DEFAULT = new Resting(256, Duration.ofMillis(500));
}
