package dev.lanner.configuration;

/**
 * What a source says for a key.
 *
 * @param key with dots, such as {@code limits.connections}
 * @param text the value as it stands there; of several values, with semicolons between
 * @param origin the place: a file with line and column, a variable, or an argument
 */
record Entry(String key, String text, String origin) {
    /** For messages and lists, which may not have secrets. */
    boolean isSecret() {
        return key.startsWith("certificates.") && key.endsWith(".password");
    }
}
