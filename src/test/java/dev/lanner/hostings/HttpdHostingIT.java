package dev.lanner.hostings;

import java.util.Set;

/** Behind Apache httpd. */
class HttpdHostingIT extends ProxyHostingKit {
    @Override
    ProxyRecipe recipe() {
        return ProxyRecipe.HTTPD;
    }

    @Override
    Set<Ability> lacks() {
        return Set.of(Ability.REQUEST_TRAILERS, Ability.RESPONSE_TRAILERS);
    }
}
