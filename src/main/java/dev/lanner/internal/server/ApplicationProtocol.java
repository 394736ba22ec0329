package dev.lanner.internal.server;

import java.util.Arrays;
import java.util.List;

/** What connections can speak, as ALPN names it (RFC 7301), the one that we like best first. */
enum ApplicationProtocol {
    HTTP_2("h2"),
    HTTP_1_1("http/1.1");

    private final String alpn;

    ApplicationProtocol(String alpn) {
        this.alpn = alpn;
    }

    /** What is offered to clients, in order. */
    static List<String> forAlpn() {
        return Arrays.stream(values()).map(protocol -> protocol.alpn).toList();
    }

    /** What was agreed on; HTTP/1.1 if the client offered nothing, since then it is an old one. */
    static ApplicationProtocol agreed(String alpn) {
        for (ApplicationProtocol protocol : values()) {
            if (protocol.alpn.equals(alpn)) {
                return protocol;
            }
        }
        return HTTP_1_1;
    }
}
