package dev.lanner.soak;

/**
 * The content of a request: its pattern is the request's own.
 *
 * @param length in bytes
 * @param isDeclared whether Content-Length says so before
 * @param trailer value of the trailer field {@code x-sum}; null for none
 * @param isExpecting whether the client waits for 100 Continue
 */
record Upload(long length, boolean isDeclared, String trailer, boolean isExpecting) {
    static Upload declared(long length) {
        return new Upload(length, true, null, false);
    }
}
