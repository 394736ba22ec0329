package dev.lanner.hostings;

import java.util.Set;

/** Behind HAProxy, with HTTP/2 to the application. */
class HaproxyHttp2HostingIT extends ProxyHostingKit {
    @Override
    ProxyRecipe recipe() {
        return ProxyRecipe.HAPROXY_HTTP2;
    }

    @Override
    Set<Ability> lacks() {
        return Set.of(Ability.UPGRADE);
    }
}
