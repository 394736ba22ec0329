package dev.lanner.internal.http2;

import java.io.IOException;

/**
 * The stream was closed before its time, and can't be read or written. Has no stack trace: clients cause it at will, and
 * it is thrown to another thread than the one that closed the stream.
 */
final class StreamClosedException extends IOException {
    private static final long serialVersionUID = 1;

    StreamClosedException(String why) {
        super(why);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
