package dev.lanner.hostings;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Behind HAProxy, which takes the path base away. */
class HaproxyHostingIT extends ProxyHostingKit {
    @Override
    ProxyRecipe recipe() {
        return ProxyRecipe.HAPROXY;
    }

    @Override
    Set<Ability> lacks() {
        return Set.of();
    }

    /** HAProxy asks each whether it is ready, and stops sending requests to one that is not. */
    @Test
    void threeReplicasAreReplacedOneByOne() throws Exception {
        new RollingRestart(this, 3).losesNoRequest();
    }
}
