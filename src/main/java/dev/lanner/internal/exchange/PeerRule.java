package dev.lanner.internal.exchange;

import dev.lanner.feature.EndReason;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Rule;

/** A rule that a request can break, with the answer to it and what becomes of the connection. */
public interface PeerRule extends Rule {
    /** The answer to the request that broke it. */
    int status();

    /** Why the connection ends, if it does. */
    EndReason endReason();

    /** To be thrown. */
    default BadRequestException broken() {
        return new BadRequestException(this, status());
    }

    /** Why a connection ends after that. */
    static EndReason endReason(BadRequestException bad) {
        return bad.rule() instanceof PeerRule rule ? rule.endReason() : EndReason.PROTOCOL_VIOLATION;
    }
}
