package dev.lanner.internal.exchange;

import java.io.IOException;

/** The application has used the response in a way that it can't be sent; the wire is not to blame. */
final class ApplicationFault extends IOException {
    private static final long serialVersionUID = 1;

    ApplicationFault(String message) {
        super(message);
    }
}
