package dev.lanner.worker;

import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/** Why an application could not be started, as clients are told: by the numbers of IIS, and without the inside. */
enum StartFault {
    DID_NOT_START("500.30", "The application did not start"),
    NEEDS_NEWER_JAVA("500.31", "The application needs a newer Java than the worker has"),
    CAN_NOT_BE_LOADED("500.32", "The application's files can't be loaded"),
    LACKS_CLASSES("500.33", "The application lacks classes, or was built with other versions of them"),
    TOO_LATE("500.37", "The application did not start in time"),
    NOT_FOUND("500.38", "The application, or its main class, was not found");

    private final String number;
    private final String sentence;

    StartFault(String number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    /** What stands for a failure to load the application or to run its {@code main}. */
    static StartFault of(Throwable thrown) {
        return switch (thrown) {
            case UnsupportedClassVersionError newer -> NEEDS_NEWER_JAVA;
            case ClassFormatError broken -> CAN_NOT_BE_LOADED;
            case ZipException broken -> CAN_NOT_BE_LOADED;
            case FindException module -> LACKS_CLASSES;
            case ResolutionException module -> LACKS_CLASSES;
            case LinkageError missing when !(missing instanceof ExceptionInInitializerError) -> LACKS_CLASSES;
            case NoSuchFileException notThere -> NOT_FOUND;
            case null, default -> DID_NOT_START;
        };
    }

    String number() {
        return number;
    }

    String sentence() {
        return sentence;
    }
}
