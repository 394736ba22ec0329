package dev.lanner.internal.tls;

import java.util.HashMap;
import java.util.Map;

/**
 * What belongs to a host name: what was given for exactly that name, else for the longest wildcard that covers it, else
 * the default. Immutable; its size depends on the options alone, never on what clients ask for.
 */
final class NameTable<T> {
    private final Map<String, T> byName;
    private final T byDefault;

    /**
     * @param byName wildcards begin with {@code *.}
     * @param byDefault null for nothing
     */
    NameTable(Map<String, T> byName, T byDefault) {
        this.byName = new HashMap<>(byName);
        this.byDefault = byDefault;
    }

    /** What belongs to a name in lower case, or to a wildcard; the default, perhaps null, if there is nothing else. */
    T find(String name) {
        T exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            T wildcard = dot == 0 ? null : byName.get("*" + name.substring(dot));
            if (wildcard != null) {
                return wildcard;
            }
        }
        return byDefault;
    }
}
