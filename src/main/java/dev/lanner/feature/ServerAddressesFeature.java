package dev.lanner.feature;

import java.util.List;

/** Where a server listens. Given by every server that listens, in its own collection. */
@FunctionalInterface
public interface ServerAddressesFeature {
    /**
     * The addresses as URLs a person can click: before the start those asked for, from then on those bound, with the
     * real port where 0 was asked for.
     *
     * @return such as {@code http://localhost:8080} or {@code http://unix:/run/app.sock}
     */
    List<String> addresses();
}
