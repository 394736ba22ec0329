package dev.lanner.worker;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A copy of an application's files, from which its classes are loaded: the files themselves can be replaced at any time. Owned by
 * one run of the application.
 */
final class ShadowCopy implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    private final CopyFolder folder;
    private final List<Path> files = new ArrayList<>();

    /** @param originals each gets a folder of its own, since two may have the same name */
    ShadowCopy(List<Path> originals) throws IOException {
        folder = new CopyFolder();
        try {
            for (Path original : originals) {
                Path place = Files.createDirectory(folder.path().resolve(Integer.toString(files.size())));
                files.add(copy(original, place.resolve(original.getFileName())));
            }
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    private static Path copy(Path original, Path copy) throws IOException {
        Set<FileVisitOption> following = Set.of(FileVisitOption.FOLLOW_LINKS); // what a link leads to is meant
        Files.walkFileTree(original, following, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(target(each));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.copy(each, target(each));
                return FileVisitResult.CONTINUE;
            }

            private Path target(Path each) {
                return copy.resolve(original.relativize(each).toString());
            }
        });
        return copy;
    }

    /** In the order of the originals. */
    List<Path> files() {
        return files;
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException inUse) {
            LOGGER.log(Level.WARNING, "{0} can''t be removed: {1}", folder.path(), inUse.toString());
        }
    }
}
