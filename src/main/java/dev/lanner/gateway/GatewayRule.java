package dev.lanner.gateway;

import dev.lanner.server.BadRequestException;
import dev.lanner.server.Rule;

/** What an application must not do to a response that is on its way to the client. */
enum GatewayRule implements Rule {
    /** It ended before its end, was silent for too long, or broke its framing: the client must see that too. */
    RESPONSE_BROKE_OFF("RFC 9112 §8");

    private static final int BAD_GATEWAY = 502;

    private final String section;

    GatewayRule(String section) {
        this.section = section;
    }

    @Override
    public String section() {
        return section;
    }

    BadRequestException broken() {
        return new BadRequestException(this, BAD_GATEWAY);
    }
}
