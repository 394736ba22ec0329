package dev.lanner;

import dev.lanner.server.BadRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Names with their values, in the order in which they came, duplicates kept: a query, a form, or cookies.
 *
 * <p>Names are compared with regard to case. Look-ups search in order, as the numbers are bounded. Immutable.
 */
public final class Parameters {
    /** No parameters. */
    public static final Parameters EMPTY = new Parameters(List.of(), List.of());

    private final List<String> names;
    private final List<String> values;

    private Parameters(List<String> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    /**
     * How many there are.
     *
     * @return 0 or more, duplicates counted
     */
    public int size() {
        return names.size();
    }

    /**
     * Whether there is none.
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /**
     * The first value of a name.
     *
     * @param name the name looked for
     * @return its value, empty where the name came without one; null if the name did not come
     */
    public String first(String name) {
        int place = names.indexOf(name);
        return place < 0 ? null : values.get(place);
    }

    /**
     * All values of a name.
     *
     * @param name the name looked for
     * @return the values in order, not to be changed; empty if the name did not come
     */
    public List<String> all(String name) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                all.add(values.get(i));
            }
        }
        return Collections.unmodifiableList(all);
    }

    /**
     * Whether a name came.
     *
     * @param name the name looked for
     * @return true for one value or more
     */
    public boolean contains(String name) {
        return names.contains(name);
    }

    /**
     * The names.
     *
     * @return each once, in order; not to be changed
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /**
     * Shows each name with its value, in order.
     *
     * @param parameter gets name and value of each
     */
    public void forEach(BiConsumer<String, String> parameter) {
        for (int i = 0; i < names.size(); i++) {
            parameter.accept(names.get(i), values.get(i));
        }
    }

    /** How many there are; not what they are, since forms and cookies have secrets. */
    @Override
    public String toString() {
        return names.size() + " parameters";
    }

    /** Collects parameters up to a number that a rule sets. */
    static final class Collector {
        private final List<String> names = new ArrayList<>();
        private final List<String> values = new ArrayList<>();
        private final int max;
        private final ApplicationRule tooMany;

        Collector(int max, ApplicationRule tooMany) {
            this.max = max;
            this.tooMany = tooMany;
        }

        void add(String name, String value) throws BadRequestException {
            if (names.size() == max) {
                throw tooMany.broken();
            }
            names.add(name);
            values.add(value);
        }

        Parameters parameters() {
            return names.isEmpty() ? EMPTY : new Parameters(names, values);
        }
    }
}
