package dev.lanner.internal.text;

/**
 * A place in a file, as editors show it.
 *
 * @param file the file's name
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(String file, int line, int column) {
    /** Such as {@code lanner.json:12:5}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
