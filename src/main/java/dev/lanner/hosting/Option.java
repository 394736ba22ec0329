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
