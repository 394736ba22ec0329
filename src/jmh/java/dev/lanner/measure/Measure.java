package dev.lanner.measure;

import java.util.Arrays;

/** The program of {@code tools/measure}: one of the measurements, or all. */
final class Measure {
    private Measure() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments.length > 0 ? arguments[0] : "all";
        int[] numbers =
                Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        switch (what) {
            case "all" -> {
                Handshakes.main(5, 1_000);
                IdleConnections.main(3_000);
            }
            case "handshakes" -> Handshakes.main(number(numbers, 0, 5), number(numbers, 1, 1_000));
            case "connections" -> IdleConnections.main(number(numbers, 0, 3_000));
            default -> {
                System.err.println("tools/measure: not \"" + what + "\", but handshakes or connections");
                System.exit(2);
            }
        }
    }

    private static int number(int[] numbers, int at, int other) {
        return at < numbers.length ? numbers[at] : other;
    }
}
