package dev.lanner.internal.tls;

import java.io.IOException;

/** A private key needs a password, or another one. The message says which file, in one sentence. */
public final class KeyPasswordException extends IOException {
    private static final long serialVersionUID = 1;

    KeyPasswordException(String message, Throwable cause) {
        super(message, cause);
    }
}
