package dev.lanner.configuration;

/**
 * A value that is in force, and where it comes from.
 *
 * @param key such as {@code limits.connections}
 * @param value as it could stand in a file; {@code ***} for a secret
 * @param origin a file with line and column, a variable, an argument, {@code code} or {@code default}
 */
public record Setting(String key, String value, String origin) {
    /** The origin of what nobody has said. */
    static final String DEFAULT = "default";

    /** The origin of what the program itself has set. */
    static final String CODE = "code";

    static Setting of(Entry entry) {
        return new Setting(entry.key(), entry.isSecret() ? "***" : entry.text(), entry.origin());
    }
}
