package dev.lanner.hosting;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What {@code lanner run} can start. */
sealed interface Project {
    /** The folder with {@code Properties/launchSettings.json}. */
    Path folder();

    /** Where the application runs; null for where the command does. */
    default Path workingFolder() {
        return null;
    }

    /** The files whose changes make it another application, or folders of such. */
    List<Path> sources() throws IOException;

    /**
     * Builds what needs building.
     *
     * @param work a folder for what is made; it goes when the command ends
     * @return what follows {@code java} with its options: a class path with a class, or a jar
     * @throws IOException in one sentence, if it can't be built
     */
    List<String> build(RunOptions options, Path work) throws UsageException, IOException;

    /** A jar. */
    record Jar(Path file) implements Project {
        @Override
        public Path folder() {
            return file.toAbsolutePath().getParent();
        }

        @Override
        public List<Path> sources() {
            return List.of(file);
        }

        @Override
        public List<String> build(RunOptions options, Path work) throws UsageException, IOException {
            if (options.main() != null || !options.classPath().isEmpty()) {
                if (options.main() == null) {
                    throw new UsageException("with " + Option.CLASS_PATH.word()
                            + " the class to be started must be named" + " by " + Option.MAIN.word() + ".");
                }
                return List.of("-cp", options.classPathBehind(file.toString()), options.main());
            }
            try (JarFile jar = new JarFile(file.toFile())) {
                if (jar.getManifest() == null
                        || jar.getManifest().getMainAttributes().getValue("Main-Class") == null) {
                    throw new UsageException(file + " does not say which class is to be started: name it by "
                            + Option.MAIN.word() + ".");
                }
            } catch (IOException broken) {
                throw new UsageException(file + " can't be read as a jar: " + broken.getMessage() + ".");
            }
            return List.of("-jar", file.toString());
        }
    }

    /** A folder of class files. */
    record Classes(Path folder) implements Project {
        @Override
        public List<Path> sources() {
            return List.of(folder);
        }

        @Override
        public List<String> build(RunOptions options, Path work) throws UsageException, IOException {
            String main = options.main() == null ? MainClass.find(folder, folder, null) : options.main();
            return List.of("-cp", options.classPathBehind(folder.toString()), main);
        }
    }

    /** A source file, with those beside it that it uses. */
    record SourceFile(Path file) implements Project {
        @Override
        public Path folder() {
            return file.toAbsolutePath().getParent();
        }

        @Override
        public List<Path> sources() throws IOException {
            try (Stream<Path> beside = Files.list(folder())) {
                return beside.filter(other -> other.toString().endsWith(".java"))
                        .toList();
            }
        }

        @Override
        public List<String> build(RunOptions options, Path work) throws UsageException, IOException {
            Path classes = Files.createTempDirectory(work, "classes");
            String classPath = options.classPathBehind(classes.toString());
            List<String> command = new ArrayList<>(List.of(Tools.javac(), "-nowarn", "-proc:none", "-cp", classPath));
            command.addAll(options.configuration().javac());
            command.addAll(List.of("-sourcepath", folder().toString(), "-d", classes.toString(), file.toString()));
            if (Tools.run(command, null) != 0) {
                throw new IOException(file + " does not compile; why stands above");
            }
            String name = file.getFileName().toString();
            String stem = name.substring(0, name.length() - ".java".length());
            return List.of(
                    "-cp", classPath, options.main() == null ? MainClass.find(classes, file, stem) : options.main());
        }
    }

    /** A Maven project. */
    record Maven(Path folder) implements Project {
        @Override
        public Path workingFolder() {
            return folder;
        }

        @Override
        public List<Path> sources() {
            return List.of(folder.resolve("src/main"), folder.resolve("pom.xml"));
        }

        @Override
        public List<String> build(RunOptions options, Path work) throws UsageException, IOException {
            Path classes = folder.resolve("target/classes").toAbsolutePath();
            Path classPathFile = folder.resolve("target/lanner-run.classpath").toAbsolutePath();
            if (!options.noBuild() || !Files.exists(classPathFile)) {
                options.tell("building " + folder.toAbsolutePath().normalize() + " ...");
                List<String> command = new ArrayList<>(List.of(Tools.maven(folder), "-q", "-B"));
                command.addAll(options.configuration().maven());
                command.addAll(List.of(
                        "compile",
                        "dependency:build-classpath",
                        "-Dmdep.includeScope=runtime",
                        "-Dmdep.outputFile=" + classPathFile));
                if (Tools.run(command, folder) != 0) {
                    throw new IOException(folder + " could not be built by Maven; why stands above");
                }
            }
            List<String> parts = new ArrayList<>(List.of(classes.toString()));
            String dependencies = Files.readString(classPathFile).strip();
            if (!dependencies.isEmpty()) {
                parts.add(dependencies);
            }
            parts.addAll(options.classPath());
            String main = options.main() == null ? MainClass.find(classes, folder, null) : options.main();
            return List.of("-cp", String.join(File.pathSeparator, parts), main);
        }
    }

    /** Finds out what a path is. */
    static Project of(Path path) throws UsageException, IOException {
        if (!Files.exists(path)) {
            throw new UsageException("there is no " + path + " to run.");
        }
        if (Files.isDirectory(path)) {
            if (Files.exists(path.resolve("pom.xml"))) {
                return new Maven(path);
            }
            if (hasClasses(path)) {
                return new Classes(path);
            }
            throw new UsageException(
                    "there is nothing to run in " + path.toAbsolutePath().normalize()
                            + ": neither a pom.xml nor classes. A source file or a jar is named itself.");
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.equals("pom.xml")) {
            return new Maven(path.toAbsolutePath().getParent());
        } else if (name.endsWith(".jar")) {
            return new Jar(path);
        } else if (name.endsWith(".java")) {
            return new SourceFile(path);
        }
        throw new UsageException(
                path + " can't be run; a .jar, a .java file, a folder of classes and a Maven project can.");
    }

    private static boolean hasClasses(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, 20)) {
            return walk.anyMatch(file -> file.toString().endsWith(".class"));
        }
    }
}
