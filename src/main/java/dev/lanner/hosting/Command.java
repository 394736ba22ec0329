package dev.lanner.hosting;

import java.util.Arrays;
import java.util.List;

/** A command of {@code lanner}. Its name is the first argument. */
enum Command {
    /** The one that is meant if none is named. */
    SERVE("serve", Serve.HELP),
    RUN("run", Run.HELP),
    CERT("cert", Cert.HELP),
    CHECK("check", Check.HELP),
    HOST("host", HostApps.HELP),
    WORKER("worker", WorkerHost.HELP),
    BROKER("broker", BrokerApps.HELP);

    private final String word;
    private final String help;

    Command(String word, String help) {
        this.word = word;
        this.help = help;
    }

    String word() {
        return word;
    }

    /** What is printed for {@code --help}. */
    String help() {
        return help;
    }

    boolean takes(Option option) {
        return switch (option) {
            case VERBOSE, HELP, VERSION -> true;
            case KEY_PASSWORD_FILE -> this == CERT || listens();
            case WITH_KEY -> this == CERT;
            case QUIET -> this == RUN || listens();
            case PORT, BIND, HTTPS, CERT, KEY, LOG, TRACE, NO_COLOR -> listens();
            case UNIX -> this == SERVE || this == HOST || this == WORKER;
            case NO_LISTING, HIDDEN -> this == SERVE;
            case SOCKET, SOCKET_MODE, REQUEST_TIMEOUT, MAX_QUEUES, MAX_PROCESSES -> this == BROKER;
            case APPS, PATH, PROCESSES, APP_SOCKET, APP_LOG -> this == HOST;
            case AT_ONCE, RECYCLE_ON -> this == HOST || this == WORKER;
            case START_LIMIT, DRAIN_LIMIT, STOP_LIMIT, RAPID_FAILS, NO_RECYCLE -> this == WORKER;
            case CONFIGURATION, PROFILE, NO_PROFILE, NO_PROFILE_ARGUMENTS, ENV, URLS -> this == RUN;
            case MAIN, CLASS_PATH -> this == RUN || this == WORKER;
            case NO_BUILD, WATCH -> this == RUN;
        };
    }

    private boolean listens() {
        return this == SERVE || this == HOST || this == WORKER || this == BROKER;
    }

    /** Whether what stands behind two dashes is for somebody else. */
    boolean passesOn() {
        return this == RUN || this == HOST || this == WORKER;
    }

    /** Whether it takes the keys of a configuration for options too. */
    boolean takesSettings() {
        return this == CHECK || this == WORKER || this == BROKER;
    }

    /** The names of its options. */
    List<String> optionWords() {
        return Arrays.stream(Option.values())
                .filter(this::takes)
                .map(Option::word)
                .toList();
    }

    /** How to see its help. */
    String helpCommand() {
        return this == SERVE ? "lanner --help" : "lanner " + word + " --help";
    }

    /** The command of that name; null if there is none. */
    static Command of(String name) {
        for (Command command : values()) {
            if (command.word.equals(name)) {
                return command;
            }
        }
        return null;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Command::word).toList();
    }
}
