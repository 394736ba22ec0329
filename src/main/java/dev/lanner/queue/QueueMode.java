package dev.lanner.queue;

/** How a server comes to its request queue. */
public enum QueueMode {
    /** It makes a queue, and there must be none of that name that anybody serves. */
    CREATE,

    /** It serves a queue that is there, and shares the requests with whoever serves it already. */
    ATTACH,

    /** It serves the queue if there is one, and makes it if not. */
    CREATE_OR_ATTACH
}
