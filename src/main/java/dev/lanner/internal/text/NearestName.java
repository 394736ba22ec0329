package dev.lanner.internal.text;

import java.util.Collection;

/** Finds out what somebody meant who has mistyped a name. */
public final class NearestName {
    /** Two slips of the finger; with three, short names are near to everything. */
    private static final int DISTANCE_MAX = 2;

    private NearestName() {}

    /**
     * The name that is nearest to a word, or else one that begins with it, if at least a half of it is there.
     *
     * @return null if none is near enough: more than two slips away, or as many as the word is long
     */
    public static String of(String word, Collection<String> names) {
        String nearest = null;
        int least = Math.min(DISTANCE_MAX, word.length() - 1) + 1;
        for (String name : names) {
            int distance = distance(word, name);
            if (distance < least) {
                nearest = name;
                least = distance;
            }
        }
        return nearest != null ? nearest : begunWith(word, names);
    }

    private static String begunWith(String word, Collection<String> names) {
        for (String name : names) {
            if (name.startsWith(word) && word.length() * 2 >= name.length()) {
                return name;
            }
        }
        return null;
    }

    /** Damerau's distance: letters left out, put in, taken for another, or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best =
                        Math.min(distance[i - 1][j - 1] + other, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = best;
            }
        }
        return distance[a.length()][b.length()];
    }
}
