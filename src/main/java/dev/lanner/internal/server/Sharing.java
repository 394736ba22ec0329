package dev.lanner.internal.server;

/**
 * When connections of HTTP/1.1 {@linkplain SharedThreads share threads}.
 *
 * @param crowd where so many are ready at a time: until it is somebody's turn again, its next request has often come
 * @param turnsAlone after so many requests with a thread of its own, at first and whenever a connection has left the others: a
 *     client that asks only now and then, or a handler that blocks, would make it come and go
 * @param trials and after so many requests, one after the other, that were there without a wait
 * @param misses who finds in so many turns, one after the other, that nothing has come gets a thread of its own again. Where
 *     the clients are as fast as the server, now and then one is late
 */
record Sharing(int crowd, int turnsAlone, int trials, int misses) {
    static final Sharing DEFAULT = new Sharing(8, 16, 4, 4);
}
