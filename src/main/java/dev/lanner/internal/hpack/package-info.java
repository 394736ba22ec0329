/**
 * HPACK, the compression of HTTP/2's field sections (RFC 7541). Row 2 of the design; it knows nothing of frames, streams
 * and connections.
 *
 * <p><b>Read path.</b> {@link dev.lanner.internal.hpack.HpackDecoder} takes a block that is there as a whole and hands its
 * fields to a {@link dev.lanner.internal.hpack.FieldSink}, one by one. {@code BlockReader} reads integers and strings,
 * {@code Huffman} decodes, {@code StaticTable} and {@code DynamicTable} have what an index stands for.
 *
 * <p><b>Write path.</b> {@link dev.lanner.internal.hpack.HpackEncoder} looks a field up in both tables and writes an index
 * or a literal into a {@link dev.lanner.internal.hpack.BlockWriter}. {@code Indexing} says what is worth an entry and what
 * is too secret for one.
 *
 * <p><b>Threads.</b> A decoder belongs to the connection's reading thread, an encoder and its blocks to whoever holds the
 * connection's writer: the order of blocks is the order of changes to the table.
 *
 * <p><b>Rules.</b> Two kinds. An {@link dev.lanner.internal.hpack.HpackRule} is broken when the tables of both ends may no
 * longer be the same: that is an exception, and the connection ends. A {@link dev.lanner.internal.hpack.FieldFault} is
 * something wrong with what was decoded: the block is decoded to its end all the same, and only the stream has to pay.
 *
 * <p><b>Limits.</b> A decoder holds a table of at most what our SETTINGS allow, and never more than one field beside it. No
 * array is as large as the peer says, only as large as what it has sent: 8/5 of a string's bytes at most, which is all that
 * Huffman's code can gain. Fields are counted while they are decoded; beyond the limits nothing is handed out, beyond
 * twice of them decoding ends. An encoder's table has 4 KiB at most.
 *
 * <p><b>Tests.</b> RFC 7541's appendices as resources, a block for each rule, attacks by their names, a million mutated
 * blocks ({@code -Dlanner.fuzz.rounds=} for more).
 */
package dev.lanner.internal.hpack;
