package dev.lanner.internal.tls;

import dev.lanner.internal.net.BufferPool;

/** Room for records, used for moments: TLS wants it for a whole one even to write three bytes. */
final class RecordBuffers {
    /** The most that TLS 1.2 lets a record grow, header included (RFC 5246 §6.2.3); TLS 1.3 allows less, and the engine knows. */
    static final int RECORD_MAX = 5 + 16_384 + 2_048;

    /** Records that leave in one write. */
    static final int BATCH = 4;

    /** For one record, received or encrypted. */
    static final BufferPool RECORDS = new BufferPool(RECORD_MAX + 507);

    /** For a batch of them. */
    static final BufferPool BATCHES = new BufferPool(BATCH * 16_709 + 512);

    private RecordBuffers() {}
}
