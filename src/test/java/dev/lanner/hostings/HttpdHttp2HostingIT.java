package dev.lanner.hostings;

import java.util.Set;

/** Behind Apache httpd, with HTTP/2 to the application. */
class HttpdHttp2HostingIT extends ProxyHostingKit {
    @Override
    ProxyRecipe recipe() {
        return ProxyRecipe.HTTPD_HTTP2;
    }

    @Override
    Set<Ability> lacks() {
        return Set.of(
                Ability.CONTINUE,
                Ability.REQUEST_TRAILERS,
                Ability.RESPONSE_TRAILERS,
                Ability.UPGRADE,
                Ability.WEBSOCKET);
    }
}
