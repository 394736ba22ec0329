package dev.lanner.hostings;

import java.util.Set;
import org.junit.jupiter.api.Test;

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

    /** httpd asks each whether it is ready, as HAProxy does. */
    @Test
    void twoReplicasAreReplacedOneByOne() throws Exception {
        new RollingRestart(this, 2).losesNoRequest();
    }
}
