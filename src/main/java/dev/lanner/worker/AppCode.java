package dev.lanner.worker;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The files of an application where they lie: itself, the jars that manifests name, those in the folder {@code lib} beside it,
 * and those of the options, in the order in which classes are looked for.
 *
 * @param files jars and folders of classes, the application first
 * @param lib the folder of jars beside it; need not be there
 * @param mainClass whose {@code main} is run; null if nothing names it
 */
record AppCode(List<Path> files, Path lib, String mainClass) {
    private static final String LIB = "lib";

    /**
     * Looks.
     *
     * @throws StartFailure if the application is not there, or is no jar
     */
    static AppCode find(WorkerOptions options) throws StartFailure {
        Path application = options.application();
        if (!Files.exists(application)) {
            throw new StartFailure(StartFault.NOT_FOUND, "there is no " + application);
        }
        Set<Path> files = new LinkedHashSet<>();
        Path lib = application.resolveSibling(LIB);
        Attributes manifest = add(application, files);
        for (Path jar : jars(lib)) {
            add(jar, files);
        }
        for (Path other : options.classPath()) {
            add(other.toAbsolutePath().normalize(), files);
        }
        String named = manifest == null ? null : manifest.getValue(Attributes.Name.MAIN_CLASS);
        return new AppCode(List.copyOf(files), lib, options.mainClass() == null ? named : options.mainClass());
    }

    private static StartFailure unreadable(Path file, Exception broken) {
        return new StartFailure(
                StartFault.CAN_NOT_BE_LOADED,
                broken instanceof NoSuchFileException
                        ? "there is no " + file
                        : file + " can't be read: " + broken.getMessage());
    }

    /** The files that the options name, whatever is in them: what else there is can't be told of an application that is broken. */
    static AppCode named(WorkerOptions options) {
        List<Path> files = new ArrayList<>(List.of(options.application()));
        options.classPath().forEach(other -> files.add(other.toAbsolutePath().normalize()));
        return new AppCode(List.copyOf(files), options.application().resolveSibling(LIB), options.mainClass());
    }

    private static List<Path> jars(Path lib) throws StartFailure {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(lib)) {
            return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException broken) {
            throw unreadable(lib, broken);
        }
    }

    /** With those that its manifest names, if they are there; gives the main section of the manifest, null if there is none. */
    private static Attributes add(Path file, Set<Path> files) throws StartFailure {
        if (!files.add(file) || Files.isDirectory(file)) {
            return null;
        }
        Attributes main;
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            main = manifest == null ? null : manifest.getMainAttributes();
        } catch (IOException broken) {
            throw unreadable(file, broken);
        }
        String classPath = main == null ? null : main.getValue(Attributes.Name.CLASS_PATH);
        if (classPath != null) {
            for (String word : classPath.trim().split(" +")) {
                Path named = resolve(file, word);
                if (named != null && Files.exists(named)) {
                    add(named, files);
                }
            }
        }
        return main;
    }

    /** What a manifest names is a URL relative to its jar; null if it is none, or no file of this machine. */
    private static Path resolve(Path jar, String word) {
        try {
            URI named = jar.toUri().resolve(word);
            return "file".equals(named.getScheme()) ? Path.of(named).normalize() : null;
        } catch (IllegalArgumentException | FileSystemNotFoundException noFile) {
            return null;
        }
    }

    /** What the files look like now: another text whenever one has changed, has come or has gone. */
    String stamp() {
        Set<String> stamps = new TreeSet<>();
        List<Path> looked = new ArrayList<>(files);
        looked.add(lib);
        for (Path file : looked) {
            try (Stream<Path> all = Files.walk(file, FileVisitOption.FOLLOW_LINKS)) {
                all.forEach(each -> stamps.add(stamp(each)));
            } catch (IOException gone) {
                stamps.add(file + " is not there");
            } catch (java.io.UncheckedIOException changing) {
                stamps.add(file + " changes");
            }
        }
        return String.join(File.pathSeparator, stamps);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String size = attributes.isDirectory() ? "" : attributes.size() + " " + attributes.lastModifiedTime();
            return file + " " + size + " " + attributes.fileKey();
        } catch (IOException gone) {
            return file + " is not there";
        }
    }
}
