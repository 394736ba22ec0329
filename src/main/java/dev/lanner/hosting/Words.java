package dev.lanner.hosting;

import java.util.ArrayList;
import java.util.List;

/** Cuts a line of arguments into words, as a shell would: quotation marks keep blanks, a backslash keeps a mark. */
final class Words {
    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (character == ' ' && !isQuoted) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (character == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                word.append(line.charAt(++i));
            } else if (character == '"') {
                isQuoted = !isQuoted;
            } else {
                word.append(character);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
