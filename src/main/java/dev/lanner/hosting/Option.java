package dev.lanner.hosting;

/** An option of a command. */
enum Option {
    PORT("-p", "--port", "a number from 0 to 65535, 0 for any free port"),
    BIND("-b", "--bind", "an address of this machine, localhost, or * for all"),
    UNIX(null, "--unix", "the path of a socket"),
    HTTPS(null, "--https", null),
    CERT(null, "--cert", "a file with a certificate, PEM or PKCS#12"),
    KEY(null, "--key", "a PEM file with a private key"),
    KEY_PASSWORD_FILE(null, "--key-password-file", "a file whose first line is the password"),
    WITH_KEY(null, "--with-key", null),
    LOG(null, "--log", "dev, common, combined, json or off"),
    TRACE(null, "--trace", null),
    NO_LISTING(null, "--no-listing", null),
    HIDDEN(null, "--hidden", null),
    CONFIGURATION("-c", "--configuration", "Debug or Release"),
    PROFILE(null, "--launch-profile", "the name of a launch profile"),
    NO_PROFILE(null, "--no-launch-profile", null),
    NO_PROFILE_ARGUMENTS(null, "--no-launch-profile-arguments", null),
    ENV("-e", "--env", "NAME=VALUE"),
    URLS(null, "--urls", "addresses with semicolons between"),
    MAIN(null, "--main", "the name of a class"),
    CLASS_PATH(null, "--class-path", "jars and folders of classes"),
    NO_BUILD(null, "--no-build", null),
    WATCH(null, "--watch", null),
    APPS(null, "--apps", "a JSON file with applications"),
    PATH(null, "--path", "a path such as /app"),
    PROCESSES(null, "--processes", "a number from 1 to 100"),
    AT_ONCE(null, "--at-once", null),
    APP_SOCKET(null, "--app-socket", null),
    APP_LOG(null, "--app-log", "a file"),
    RECYCLE_ON(null, "--recycle-on", "a file"),
    NO_RECYCLE(null, "--no-recycle", null),
    START_LIMIT(null, "--start-limit", "a number of seconds from 0 to 3600"),
    DRAIN_LIMIT(null, "--drain-limit", "a number of seconds from 0 to 3600"),
    STOP_LIMIT(null, "--stop-limit", "a number of seconds from 0 to 600"),
    RAPID_FAILS(null, "--rapid-fails", "a number from 0 to 100"),
    SOCKET(null, "--socket", "the path of a socket"),
    SOCKET_MODE(null, "--socket-mode", "of the form rw-rw----"),
    REQUEST_TIMEOUT(null, "--request-timeout", "a number of seconds from 1 to 1296000"),
    MAX_QUEUES(null, "--max-queues", "a number from 1 to 100000"),
    MAX_PROCESSES(null, "--max-processes", "a number from 1 to 100000"),
    QUIET("-q", "--quiet", null),
    VERBOSE("-v", "--verbose", null),
    NO_COLOR(null, "--no-color", null),
    HELP("-h", "--help", null),
    VERSION("-V", "--version", null);

    private final String letter;
    private final String word;
    private final String value;

    /**
     * An option.
     *
     * @param letter its short name; null for none
     * @param word its name
     * @param value what its value is; null if it takes none
     */
    Option(String letter, String word, String value) {
        this.letter = letter;
        this.word = word;
        this.value = value;
    }

    String word() {
        return word;
    }

    /** What its value is; null if it takes none. */
    String value() {
        return value;
    }

    /** Whether it may be given several times; where it has a value, all of them count then. */
    boolean repeats() {
        return switch (this) {
            case PORT, BIND, UNIX, CERT, KEY, ENV, CLASS_PATH -> true;
            default -> value == null;
        };
    }

    /** The option of that name; null if there is none. */
    static Option of(String name) {
        for (Option option : values()) {
            if (name.equals(option.letter) || name.equals(option.word)) {
                return option;
            }
        }
        return null;
    }
}
