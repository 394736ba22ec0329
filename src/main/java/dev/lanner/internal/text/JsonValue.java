package dev.lanner.internal.text;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A value of a JSON text (RFC 8259 §3), and where it begins. Immutable. */
public sealed interface JsonValue {
    Position position();

    /** What it is, for a person: such as {@code a number}. */
    String kind();

    /** The exception for a mistake in this value; without a full stop at its end. */
    default JsonException mistake(String what) {
        return new JsonException(position(), what);
    }

    /** The exception for a value that is of another kind than it must be. */
    default JsonException isNot(String name, String wanted) {
        return mistake("\"" + name + "\" is " + kind() + "; it must be " + wanted);
    }

    /**
     * An object.
     *
     * @param members by name, in the order of the text
     */
    record Struct(Position position, Map<String, Member> members) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }

        /** The value of that name; null if there is none, or the value is {@code null}. */
        public JsonValue get(String name) {
            Member member = members.get(name);
            return member == null || member.value instanceof Null ? null : member.value;
        }

        /** The text of that name; null if there is none. */
        public String text(String name) throws JsonException {
            return switch (get(name)) {
                case null -> null;
                case Text text -> text.text();
                case JsonValue other -> throw other.isNot(name, "a text");
            };
        }

        /** The truth value of that name; {@code otherwise} if there is none. */
        public boolean truth(String name, boolean otherwise) throws JsonException {
            return switch (get(name)) {
                case null -> otherwise;
                case Truth truth -> truth.isTrue();
                case JsonValue other -> throw other.isNot(name, "true or false");
            };
        }

        /** The whole number of that name, within a range; {@code otherwise} if there is none. */
        public long number(String name, long min, long max, long otherwise) throws JsonException {
            JsonValue value = get(name);
            if (value == null) {
                return otherwise;
            }
            String wanted = "a whole number from " + min + " to " + max;
            if (!(value instanceof Numeral number)) {
                throw value.isNot(name, wanted);
            }
            try {
                long found = Long.parseLong(number.digits());
                if (found >= min && found <= max) {
                    return found;
                }
            } catch (NumberFormatException notWhole) {
                // Said below.
            }
            throw value.mistake("\"" + name + "\" is " + number.digits() + "; it must be " + wanted);
        }

        /** The object of that name; null if there is none. */
        public Struct struct(String name) throws JsonException {
            return switch (get(name)) {
                case null -> null;
                case Struct struct -> struct;
                case JsonValue other -> throw other.isNot(name, "an object");
            };
        }

        /** The texts of that name, of which a single one may stand without brackets; none if there are none. */
        public List<String> texts(String name) throws JsonException {
            JsonValue value = get(name);
            if (value == null) {
                return List.of();
            }
            String wanted = "a text, or texts in brackets";
            if (value instanceof Text text) {
                return List.of(text.text());
            }
            if (!(value instanceof Array array)) {
                throw value.isNot(name, wanted);
            }
            for (JsonValue element : array.elements()) {
                if (!(element instanceof Text)) {
                    throw element.mistake("\"" + name + "\" has " + element.kind() + " in it; it must be " + wanted);
                }
            }
            return array.elements().stream()
                    .map(element -> ((Text) element).text())
                    .toList();
        }

        /** @throws JsonException if there is a member of another name, with the name that may have been meant */
        public void allowOnly(Collection<String> names) throws JsonException {
            for (Map.Entry<String, Member> member : members.entrySet()) {
                if (!names.contains(member.getKey())) {
                    throw new JsonException(
                            member.getValue().namePosition(), "unknown key " + unknown(member.getKey(), names));
                }
            }
        }

        private static String unknown(String name, Collection<String> names) {
            String nearest = NearestName.of(name, names);
            return "\"" + name + "\"" + (nearest == null ? "" : ". Did you mean \"" + nearest + "\"?");
        }
    }

    /**
     * What an object has.
     *
     * @param namePosition where the name stands
     * @param value what stands behind it
     */
    record Member(Position namePosition, JsonValue value) {}

    /** An array. */
    record Array(Position position, List<JsonValue> elements) implements JsonValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    /** A string. */
    record Text(Position position, String text) implements JsonValue {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /**
     * A number.
     *
     * @param digits as it stands there
     */
    record Numeral(Position position, String digits) implements JsonValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** {@code true} or {@code false}. */
    record Truth(Position position, boolean isTrue) implements JsonValue {
        @Override
        public String kind() {
            return String.valueOf(isTrue);
        }
    }

    /** {@code null}: as if it was not there. */
    record Null(Position position) implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
