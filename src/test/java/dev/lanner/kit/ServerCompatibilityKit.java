package dev.lanner.kit;

import dev.lanner.server.Server;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Whether a server keeps the contract of {@link Server} and of the features that it gives. Whoever writes a server extends
 * this class with a way to make one and a way to send requests to it ({@link SocketClient} for those that listen), and
 * runs it as a test.
 *
 * <p>The required features must be there. The optional ones that the server does not give are named by it, and their
 * checks are skipped; all others must be there too.
 */
public abstract class ServerCompatibilityKit
        implements LifeChecks,
                ContextChecks,
                RequestChecks,
                ResponseChecks,
                FailureChecks,
                CallbackChecks,
                OptionalFeatureChecks {
    private static final Logger LOGGER = Logger.getLogger("lanner");

    /** The failures of applications that the checks cause are many, and none of them is news. */
    @BeforeAll
    static void beQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOGGER.setLevel(null);
    }

    /** A server: not started, on an address that is free, with some seconds of grace. */
    @Override
    public abstract Server newServer();

    /** The optional features that the server does not give, for some request or for itself. */
    @Override
    public abstract Set<Class<?>> featuresNotGiven();

    /** Whether a client over HTTP/1.1 that goes while it waits is noticed before a write to it fails; true unless overridden. */
    @Override
    public boolean noticesThatClientsGo() {
        return true;
    }

    /** Sends a request on a connection of its own. */
    @Override
    public abstract KitReply send(Server server, KitRequest request) throws Exception;
}
