package dev.lanner.worker;

import dev.lanner.internal.hosting.OptionRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Which application a worker loads, and how. Immutable. */
public final class WorkerOptions {
    private final Path application;
    private final String mainClass;
    private final List<String> arguments;
    private final List<Path> classPath;
    private final Path folder;
    private final boolean startAtOnce;
    private final Duration startLimit;
    private final Duration drainLimit;
    private final Duration stopLimit;
    private final int rapidFailsPerMinute;
    private final Path recycleOn;
    private final boolean recycleOnChange;

    private WorkerOptions(Builder builder) {
        application = builder.application;
        mainClass = builder.mainClass;
        arguments = builder.arguments;
        classPath = builder.classPath;
        folder = builder.folder;
        startAtOnce = builder.startAtOnce;
        startLimit = builder.startLimit;
        drainLimit = builder.drainLimit;
        stopLimit = builder.stopLimit;
        rapidFailsPerMinute = builder.rapidFailsPerMinute;
        recycleOn = builder.recycleOn;
        recycleOnChange = builder.recycleOnChange;
    }

    /**
     * A builder with the defaults.
     *
     * @param application a jar, or a folder of classes. The jars that its manifest names by {@code Class-Path}, and those in a
     *     folder {@code lib} beside it, belong to it
     * @return the builder
     */
    public static Builder builder(Path application) {
        return new Builder(application);
    }

    Path application() {
        return application;
    }

    /** Null for the one that the jar names. */
    String mainClass() {
        return mainClass;
    }

    List<String> arguments() {
        return arguments;
    }

    List<Path> classPath() {
        return classPath;
    }

    Path folder() {
        return folder;
    }

    boolean startAtOnce() {
        return startAtOnce;
    }

    Duration startLimit() {
        return startLimit;
    }

    Duration drainLimit() {
        return drainLimit;
    }

    Duration stopLimit() {
        return stopLimit;
    }

    int rapidFailsPerMinute() {
        return rapidFailsPerMinute;
    }

    /** Null for none. */
    Path recycleOn() {
        return recycleOn;
    }

    boolean recycleOnChange() {
        return recycleOnChange;
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private static final Duration HOUR = Duration.ofHours(1);

        private final Path application;
        private String mainClass;
        private List<String> arguments = List.of();
        private List<Path> classPath = List.of();
        private Path folder;
        private boolean startAtOnce;
        private Duration startLimit = Duration.ofMinutes(2);
        private Duration drainLimit = Duration.ofSeconds(30);
        private Duration stopLimit = Duration.ofSeconds(10);
        private int rapidFailsPerMinute = 10;
        private Path recycleOn;
        private boolean recycleOnChange = true;

        private Builder(Path application) {
            this.application = application.toAbsolutePath().normalize();
            this.folder = this.application.getParent();
        }

        /**
         * The class whose {@code main} is run. Default: the one that the jar names; a folder of classes names none.
         *
         * @param name of the class, with its package
         * @return this
         */
        public Builder mainClass(String name) {
            mainClass = name;
            return this;
        }

        /**
         * What {@code main} gets. Default: nothing.
         *
         * @param newArguments in order
         * @return this
         */
        public Builder arguments(List<String> newArguments) {
            arguments = List.copyOf(newArguments);
            return this;
        }

        /**
         * Jars and folders of classes that the application needs, besides those that are found. Default: none.
         *
         * @param jarsAndFolders in the order in which they are searched
         * @return this
         */
        public Builder classPath(List<Path> jarsAndFolders) {
            classPath = List.copyOf(jarsAndFolders);
            return this;
        }

        /**
         * Where {@code app_offline.htm} is looked for. Default: the folder in which the application lies.
         *
         * @param newFolder a folder
         * @return this
         */
        public Builder folder(Path newFolder) {
            folder = newFolder.toAbsolutePath().normalize();
            return this;
        }

        /**
         * Whether the application is started with the worker. Default false: with the first request.
         *
         * @param atOnce true for now
         * @return this
         */
        public Builder startAtOnce(boolean atOnce) {
            startAtOnce = atOnce;
            return this;
        }

        /**
         * How long {@code main} may take until it has started its server; requests wait for that. Beyond it: its thread is
         * interrupted, and requests are answered 500. Default 120 s.
         *
         * @param limit from 0 to one hour
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder startLimit(Duration limit) {
            startLimit = OptionRange.of("startLimit", limit, Duration.ZERO, HOUR);
            return this;
        }

        /**
         * How long the requests of an application that is replaced or stopped may run on before they are cut. Default 30 s.
         *
         * @param limit from 0 to one hour
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder drainLimit(Duration limit) {
            drainLimit = OptionRange.of("drainLimit", limit, Duration.ZERO, HOUR);
            return this;
        }

        /**
         * How long {@code main} may take to return when it was told to stop. Beyond it: its thread is interrupted. Default
         * 10 s.
         *
         * @param limit from 0 to ten minutes
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder stopLimit(Duration limit) {
            stopLimit = OptionRange.of("stopLimit", limit, Duration.ZERO, Duration.ofMinutes(10));
            return this;
        }

        /**
         * How often the application may fail in a minute: not start, or stop without being told to. Beyond it: it is not
         * started until a minute has passed, its files have changed, or it is {@linkplain Worker#recycle recycled}; requests are
         * answered 500. Default 10.
         *
         * @param fails from 0 to 100
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder rapidFailsPerMinute(int fails) {
            rapidFailsPerMinute = OptionRange.of("rapidFailsPerMinute", fails, 0, 100);
            return this;
        }

        /**
         * A file whose change is the sign to {@linkplain Worker#recycle recycle}, as {@code touch} makes one. Default: none.
         *
         * @param file need not be there yet
         * @return this
         */
        public Builder recycleOn(Path file) {
            recycleOn = file.toAbsolutePath();
            return this;
        }

        /**
         * Whether a change of the application's files is the sign to recycle, once they have not changed for half a second.
         * They can be replaced at any time: a copy of them is loaded. Default true.
         *
         * @param onChange false to leave them alone
         * @return this
         */
        public Builder recycleOnChange(boolean onChange) {
            recycleOnChange = onChange;
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public WorkerOptions build() {
            return new WorkerOptions(this);
        }
    }
}
