package dev.lanner.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The fields of a message's header or trailer section, in the order of their lines, duplicates kept (RFC 9110 §5.2, §5.3).
 *
 * <p>A value is text in which each character stands for one byte (ISO-8859-1), so bytes over 0x7f pass through
 * unchanged (RFC 9110 §5.5). Whatever is added is checked at once: a value with CR, LF, NUL or another control
 * character can't get in, and so never onto the wire.
 *
 * <p>Two flat arrays and a linear search: sections are short, and a known name is found by identity.
 *
 * <p>Confined to the thread that handles the message. A section that was received, or that has been sent, is locked:
 * from then on it never changes, and every change is an {@link IllegalStateException}. One that was received may be read by
 * any thread: requests that are equal share it.
 */
public final class Headers {
    private HeaderName[] names;
    private String[] values;
    private int size;
    private boolean locked;

    /** Names whose values are secrets, besides those that always are; null for none. */
    private Set<HeaderName> secrets;

    /** Is told whose lines are looked at; null for nobody. */
    private Consumer<HeaderName> watcher;

    /** An empty section, to be filled. */
    public Headers() {
        this(new HeaderName[8], new String[8], 0);
    }

    private Headers(HeaderName[] names, String[] values, int size) {
        this.names = names;
        this.values = values;
        this.size = size;
    }

    /**
     * A section that arrived, locked. For servers: the arrays are taken as they are and not checked again.
     *
     * @param names the names, owned by the section from now on
     * @param values the values, each checked against RFC 9110 §5.5 by the caller; owned by the section from now on
     * @param size how many of both are used
     * @return the locked section
     */
    public static Headers received(HeaderName[] names, String[] values, int size) {
        Headers received =
                new Headers(names, values, Objects.checkIndex(size, Math.min(names.length, values.length) + 1));
        received.locked = true;
        return received;
    }

    /**
     * A section that arrived, locked, with secrets. For servers.
     *
     * @param names the names, owned by the section from now on
     * @param values the values, checked by the caller; owned by the section from now on
     * @param size how many of both are used
     * @param secrets the names whose values the sender wants kept out of every table ({@link #isSecret})
     * @return the locked section
     */
    public static Headers received(HeaderName[] names, String[] values, int size, Set<HeaderName> secrets) {
        Headers received = received(names, values, size);
        received.secrets = secrets.isEmpty() ? null : Set.copyOf(secrets);
        return received;
    }

    /**
     * The same lines, locked, for somebody who is watched: whatever could depend on a line makes its name known, be it that the
     * line is looked at, looked for, or counted. A name that is looked for and not there is not told. Copies are watched too.
     *
     * @param newWatcher gets the names, each as often as it is looked at, on the thread that looks
     * @return another section over the same lines
     */
    public Headers watched(Consumer<HeaderName> newWatcher) {
        Headers watched = copy();
        watched.locked = true;
        watched.watcher = watcher == null ? newWatcher : watcher.andThen(newWatcher);
        return watched;
    }

    private void tell(HeaderName name) {
        if (watcher != null) {
            watcher.accept(name);
        }
    }

    private void tellAll() {
        for (int line = 0; watcher != null && line < size; line++) {
            watcher.accept(names[line]);
        }
    }

    /**
     * How many field lines there are.
     *
     * @return 0 or more
     */
    public int size() {
        tellAll();
        return size;
    }

    /**
     * Whether there is no field line.
     *
     * @return true for none
     */
    public boolean isEmpty() {
        tellAll();
        return size == 0;
    }

    /**
     * The name of a line.
     *
     * @param line from 0 to {@link #size()} - 1
     * @return its name
     */
    public HeaderName name(int line) {
        HeaderName name = names[Objects.checkIndex(line, size)];
        tell(name);
        return name;
    }

    /**
     * The value of a line.
     *
     * @param line from 0 to {@link #size()} - 1
     * @return its value
     */
    public String value(int line) {
        String value = values[Objects.checkIndex(line, size)];
        tell(names[line]);
        return value;
    }

    /**
     * The value of the first line of that name.
     *
     * @param name the name looked for
     * @return its value, or null if there is none
     */
    public String first(HeaderName name) {
        int line = find(name, 0);
        return line < 0 ? null : values[line];
    }

    /**
     * The value of the first line of that name.
     *
     * @param name the name looked for, in any case
     * @return its value, or null if there is none
     */
    public String first(String name) {
        return first(HeaderName.of(name));
    }

    /**
     * All lines of that name.
     *
     * @param name the name looked for
     * @return their values in order; empty if there is none
     */
    public List<String> all(HeaderName name) {
        int line = find(name, 0);
        if (line < 0) {
            return List.of();
        }
        List<String> all = new ArrayList<>(2);
        for (; line >= 0; line = find(name, line + 1)) {
            all.add(values[line]);
        }
        return all;
    }

    /**
     * All lines of that name as the one value that they mean together (RFC 9110 §5.3).
     *
     * @param name the name of a field that is a list; {@code Set-Cookie} is not one
     * @return the values joined by a comma and a space, or null if there is none
     */
    public String joined(HeaderName name) {
        int line = find(name, 0);
        if (line < 0 || find(name, line + 1) < 0) {
            return line < 0 ? null : values[line];
        }
        return String.join(", ", all(name));
    }

    /**
     * Whether there is a line of that name.
     *
     * @param name the name looked for
     * @return true for one or more
     */
    public boolean contains(HeaderName name) {
        return find(name, 0) >= 0;
    }

    /**
     * How many lines of that name there are.
     *
     * @param name the name looked for
     * @return 0 or more
     */
    public int count(HeaderName name) {
        int count = 0;
        for (int line = find(name, 0); line >= 0; line = find(name, line + 1)) {
            count++;
        }
        return count;
    }

    /**
     * Whether a comma-separated field has a member, such as {@code close} in {@code Connection} (RFC 9110 §5.6.1).
     *
     * @param name the field's name
     * @param token the member looked for, without regard to case
     * @return true if a line of that name has it
     */
    public boolean hasToken(HeaderName name, String token) {
        for (int line = find(name, 0); line >= 0; line = find(name, line + 1)) {
            if (hasToken(values[line], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasToken(String list, String token) {
        for (int from = 0; from <= list.length(); ) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            int start = from;
            int end = to;
            while (start < end && Tokens.isBlank(list.charAt(start))) {
                start++;
            }
            while (start < end && Tokens.isBlank(list.charAt(end - 1))) {
                end--;
            }
            if (end - start == token.length() && list.regionMatches(true, start, token, 0, token.length())) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    /**
     * Adds a line behind the others.
     *
     * @param name its name
     * @param value its value; blanks around it are not part of it
     * @return this
     * @throws IllegalArgumentException if the value has a control character other than HTAB, or one beyond U+00FF
     * @throws IllegalStateException if the section is locked
     */
    public Headers add(HeaderName name, String value) {
        requireUnlocked(name);
        String checked = FieldValue.checked(name, value);
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = Objects.requireNonNull(name);
        values[size++] = checked;
        return this;
    }

    /**
     * Adds a line behind the others.
     *
     * @param name its name, in any case
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the name is not a token or the value has a character that it may not have
     * @throws IllegalStateException if the section is locked
     */
    public Headers add(String name, String value) {
        return add(HeaderName.of(name), value);
    }

    /**
     * Makes this the only line of its name, at the place of the first one.
     *
     * @param name its name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the value has a control character other than HTAB, or one beyond U+00FF
     * @throws IllegalStateException if the section is locked
     */
    public Headers set(HeaderName name, String value) {
        int line = find(name, 0);
        if (line < 0) {
            return add(name, value);
        }
        requireUnlocked(name);
        values[line] = FieldValue.checked(name, value);
        removeFrom(name, line + 1);
        return this;
    }

    /**
     * Makes this the only line of its name, at the place of the first one.
     *
     * @param name its name, in any case
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the name is not a token or the value has a character that it may not have
     * @throws IllegalStateException if the section is locked
     */
    public Headers set(String name, String value) {
        return set(HeaderName.of(name), value);
    }

    /**
     * Removes all lines of that name.
     *
     * @param name the name
     * @return true if there was one
     * @throws IllegalStateException if the section is locked
     */
    public boolean remove(HeaderName name) {
        requireUnlocked(name);
        int before = size;
        removeFrom(name, 0);
        return size < before;
    }

    private void removeFrom(HeaderName name, int from) {
        int kept = from;
        for (int line = from; line < size; line++) {
            if (!names[line].equals(name)) {
                names[kept] = names[line];
                values[kept++] = values[line];
            }
        }
        Arrays.fill(names, kept, size, null);
        Arrays.fill(values, kept, size, null);
        size = kept;
    }

    /**
     * Marks the values of a name as secrets, present ones and those to come. HTTP/2 compresses fields by a table of earlier ones, and
     * who can add fields of its own to a connection may guess a value by the size of what is sent; so a secret is sent as a literal
     * that is never indexed, by nobody on its way (RFC 7541 §7.1, §7.1.3). {@link #toString} masks it. HTTP/1.1 sends it like any
     * other field.
     *
     * @param name the field's name, such as {@code X-Api-Key}; {@code Authorization}, {@code Proxy-Authorization}, {@code Cookie} and
     *     {@code Set-Cookie} are marked always
     * @return this
     * @throws IllegalStateException if the section is locked
     */
    public Headers markSecret(HeaderName name) {
        requireUnlocked(name);
        secrets = secrets == null ? new HashSet<>() : secrets;
        secrets.add(Objects.requireNonNull(name));
        return this;
    }

    /**
     * Marks the values of a name as secrets. See {@link #markSecret(HeaderName)}.
     *
     * @param name the field's name, in any case
     * @return this
     * @throws IllegalArgumentException if the name is not a token
     * @throws IllegalStateException if the section is locked
     */
    public Headers markSecret(String name) {
        return markSecret(HeaderName.of(name));
    }

    /**
     * Whether the values of a name are secrets. In a section that arrived by HTTP/2: whether the client sent one of them as never
     * indexed; whoever sends it on must mark it again (RFC 7541 §6.2.3).
     *
     * @param name the field's name
     * @return true if it was marked, or always is
     */
    public boolean isSecret(HeaderName name) {
        return name.isSecret() || secrets != null && secrets.contains(name);
    }

    /**
     * Removes every line, and forgets which are secrets.
     *
     * @throws IllegalStateException if the section is locked
     */
    public void clear() {
        requireUnlocked(null);
        Arrays.fill(names, 0, size, null);
        Arrays.fill(values, 0, size, null);
        size = 0;
        secrets = null;
    }

    /**
     * Shows each line in order.
     *
     * @param line gets name and value of each
     */
    public void forEach(BiConsumer<HeaderName, String> line) {
        tellAll();
        for (int i = 0; i < size; i++) {
            line.accept(names[i], values[i]);
        }
    }

    /**
     * A section with the same lines and marks that can be changed.
     *
     * @return the copy, unlocked
     */
    public Headers copy() {
        int capacity = Math.max(8, size);
        Headers copy = new Headers(Arrays.copyOf(names, capacity), Arrays.copyOf(values, capacity), size);
        copy.secrets = secrets == null ? null : new HashSet<>(secrets);
        copy.watcher = watcher;
        return copy;
    }

    /** Ends all change. A server calls it when it sends the section. */
    public void lock() {
        locked = true;
    }

    /**
     * Whether the section can't change any more.
     *
     * @return true once it is locked
     */
    public boolean isLocked() {
        return locked;
    }

    private int find(HeaderName name, int from) {
        int line = from;
        if (name.index() >= 0) {
            while (line < size && names[line] != name) {
                line++;
            }
        } else {
            while (line < size && !names[line].equals(name)) {
                line++;
            }
        }
        if (line == size) {
            return -1;
        }
        tell(names[line]);
        return line;
    }

    private void requireUnlocked(HeaderName name) {
        if (locked) {
            throw new IllegalStateException((name == null ? "the section" : name.toString())
                    + " can't be changed: it was received, or has been sent already");
        }
    }

    /** The names with their values, for a person; secrets are masked. */
    @Override
    public String toString() {
        tellAll();
        StringBuilder text = new StringBuilder("[");
        for (int line = 0; line < size; line++) {
            text.append(line == 0 ? "" : ", ").append(names[line]).append(": ");
            text.append(isSecret(names[line]) ? "***" : Tokens.printable(values[line]));
        }
        return text.append(']').toString();
    }
}
