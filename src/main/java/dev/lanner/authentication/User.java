package dev.lanner.authentication;

import java.security.Principal;
import java.util.Objects;

/**
 * A user by name.
 *
 * @param name such as {@code alice}
 */
public record User(String name) implements Principal {
    /**
     * Checks that there is a name.
     *
     * @throws NullPointerException if it is null
     */
    public User {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public String getName() {
        return name;
    }
}
