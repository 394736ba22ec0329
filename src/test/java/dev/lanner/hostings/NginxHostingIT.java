package dev.lanner.hostings;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Behind nginx. */
class NginxHostingIT extends ProxyHostingKit {
    @Override
    ProxyRecipe recipe() {
        return ProxyRecipe.NGINX;
    }

    @Override
    Set<Ability> lacks() {
        return Set.of(Ability.REQUEST_TRAILERS, Ability.RESPONSE_TRAILERS);
    }

    /** nginx finds out by what fails, and asks the other one. */
    @Test
    void twoReplicasAreReplacedOneByOne() throws Exception {
        new RollingRestart(this, 2).losesNoRequest();
    }
}
