package dev.lanner.hosting;

import dev.lanner.internal.text.NearestName;
import java.util.List;

/** For whom an application is built and started. */
enum BuildConfiguration {
    /** For who writes it: assertions, and everything that a debugger wants. */
    DEBUG("Debug"),

    /** As it will run elsewhere. */
    RELEASE("Release");

    private final String word;

    BuildConfiguration(String word) {
        this.word = word;
    }

    /**
     * The one of that name, in whatever case.
     *
     * @param name null for the one that is meant if none is named
     */
    static BuildConfiguration of(String name) throws UsageException {
        if (name == null) {
            return DEBUG;
        }
        for (BuildConfiguration configuration : values()) {
            if (configuration.word.equalsIgnoreCase(name)) {
                return configuration;
            }
        }
        String nearest = NearestName.of(name, List.of(DEBUG.word, RELEASE.word));
        throw new UsageException(Option.CONFIGURATION.word() + " is \"" + name + "\"; it must be "
                + Option.CONFIGURATION.value() + "." + (nearest == null ? "" : " Did you mean " + nearest + "?"));
    }

    /** Options of the Java machine. Without debugging, its compilers keep their threads, which a server needs again. */
    List<String> java() {
        return List.of(this == DEBUG ? "-ea" : "-XX:-UseDynamicNumberOfCompilerThreads");
    }

    /** Options of the compiler. */
    List<String> javac() {
        return this == DEBUG ? List.of("-g") : List.of();
    }

    /** Options of Maven. */
    List<String> maven() {
        return this == DEBUG ? List.of("-Dmaven.compiler.debug=true") : List.of();
    }
}
