package dev.lanner.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Makes applications out of classes of the test tree: folders of classes, and jars. */
public final class AppFolder {
    private AppFolder() {}

    /** Copies a class, with those within it, into a folder of classes. */
    public static Path classes(Path folder, Class<?> type) throws IOException {
        Path root = Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
        for (Path file : files(type)) {
            Path copy = folder.resolve(root.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        return folder;
    }

    private static List<Path> files(Class<?> type) throws IOException {
        Path root = Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path folder = root.resolve(type.getPackageName().replace('.', '/'));
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(type.getSimpleName() + "(\\$.*)?\\.class"))
                    .toList();
        }
    }

    /**
     * Puts a folder of classes into a jar.
     *
     * @param main the class to be started; null for none
     * @param classPath what the manifest says besides; null for nothing
     */
    public static Path jar(Path jar, Path classes, String main, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (main != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        }
        if (classPath != null) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            all.filter(Files::isRegularFile).forEach(each -> {
                try {
                    out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                    Files.copy(each, out);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
        return jar;
    }
}
