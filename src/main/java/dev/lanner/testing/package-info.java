/**
 * Tests of applications without a socket. Row 5 of the design.
 *
 * <p>A {@link dev.lanner.testing.MemoryServer} runs a whole pipeline on requests that a test makes
 * ({@link dev.lanner.testing.MemoryRequest}) and gives the responses ({@link dev.lanner.testing.MemoryResponse}). What a
 * request means is decided by the same code as in the edge server: what HEAD leaves out, which lengths must agree, what an
 * exception becomes. Only bytes, connections and deadlines are missing.
 *
 * {@snippet file="dev/lanner/examples/NotesTest.java" region="test"}
 *
 * <p>The handler runs on a virtual thread of its own, the test on its own thread: content goes over in both directions
 * while both run.
 */
package dev.lanner.testing;
