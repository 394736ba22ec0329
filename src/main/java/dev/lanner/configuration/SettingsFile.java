package dev.lanner.configuration;

import dev.lanner.internal.text.Json;
import dev.lanner.internal.text.JsonException;
import dev.lanner.internal.text.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes the entries out of a JSON file. */
final class SettingsFile {
    private final List<Entry> entries = new ArrayList<>();

    private SettingsFile() {}

    /**
     * Reads a file.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws IOException in one sentence, which begins with the place of the mistake
     */
    static List<Entry> read(Path file) throws IOException {
        SettingsFile settings = new SettingsFile();
        settings.walk(Json.read(file), Schema.ROOT, "");
        return settings.entries;
    }

    private void walk(JsonValue value, Schema schema, String key) throws JsonException {
        switch (schema) {
            case Schema.Leaf leaf -> entries.add(entry(key, value));
            case Schema.Branch branch -> {
                JsonValue.Struct struct = struct(value, key);
                struct.allowOnly(branch.children().keySet());
                for (Map.Entry<String, Schema> child : branch.children().entrySet()) {
                    JsonValue below = struct.get(child.getKey());
                    if (below != null) {
                        walk(below, child.getValue(), below(key, child.getKey()));
                    }
                }
            }
            case Schema.Named named -> {
                for (Map.Entry<String, JsonValue.Member> member :
                        struct(value, key).members().entrySet()) {
                    walk(member.getValue().value(), named.each(), below(key, Schema.folded(member.getKey())));
                }
            }
            case Schema.Free free -> {
                if (value instanceof JsonValue.Struct struct) {
                    for (Map.Entry<String, JsonValue.Member> member :
                            struct.members().entrySet()) {
                        walk(member.getValue().value(), free, below(key, Schema.folded(member.getKey())));
                    }
                } else {
                    entries.add(entry(key, value));
                }
            }
        }
    }

    private static String below(String key, String name) {
        return key.isEmpty() ? name : key + "." + name;
    }

    private static JsonValue.Struct struct(JsonValue value, String key) throws JsonException {
        if (value instanceof JsonValue.Struct struct) {
            return struct;
        }
        throw value.isNot(key, "an object");
    }

    private static Entry entry(String key, JsonValue value) throws JsonException {
        if (!(value instanceof JsonValue.Array array)) {
            return new Entry(key, scalar(key, value), value.position().toString());
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            texts.add(scalar(key, element));
        }
        return new Entry(key, String.join(";", texts), value.position().toString());
    }

    private static String scalar(String key, JsonValue value) throws JsonException {
        return switch (value) {
            case JsonValue.Text text -> text.text();
            case JsonValue.Numeral numeral -> numeral.digits();
            case JsonValue.Truth truth -> String.valueOf(truth.isTrue());
            default -> throw value.isNot(key, "a single value");
        };
    }
}
