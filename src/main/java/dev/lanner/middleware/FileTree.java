package dev.lanner.middleware;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The files below a root folder, found by the paths of URLs. Nothing that is found lies outside of the root, whatever
 * the path says and wherever links lead.
 *
 * <p>Names go to the file system byte for byte, those beyond ASCII by way of {@code file:} URIs: they are found
 * whatever character set the JVM takes the file system to have, which in a container often is ASCII.
 *
 * <p>Immutable. Whoever can change the tree while it is served could replace a folder by a link between the check and the
 * use; the tree is to be writable only by those who may read what its owner may read.
 */
final class FileTree {
    /** The one dot name that is meant to be public (RFC 8615). */
    private static final String WELL_KNOWN = ".well-known";

    private final Path root;
    private final String rootUri;
    private final boolean showHidden;

    /** Other systems have more than one name for a file without a link: short ones, and streams in it. */
    private final boolean isUnix;

    /**
     * Something in the tree.
     *
     * @param path where it really is, links resolved
     * @param attributes as they were when it was found
     */
    record Found(Path path, BasicFileAttributes attributes) {
        /**
         * The attributes that a file has now; null if there is none any more, or another one: what was found may be a while
         * ago, and links lead elsewhere by now.
         *
         * @throws AccessDeniedException if the operating system does not let us look
         */
        BasicFileAttributes now() throws IOException {
            try {
                BasicFileAttributes now = FileTree.attributes(path);
                boolean same = now.isRegularFile() && Objects.equals(now.fileKey(), attributes.fileKey());
                return same ? now : null;
            } catch (AccessDeniedException denied) {
                throw denied;
            } catch (FileSystemException gone) {
                return null; // also a file in a folder's place
            }
        }
    }

    /**
     * What is in a folder.
     *
     * @param entries in order
     * @param omitted how many more there are
     */
    record Entries(List<Entry> entries, int omitted) {}

    /**
     * A file or folder in a folder.
     *
     * @param name its name
     * @param folder whether it is one
     * @param size in bytes; of no meaning for a folder
     * @param modified when it was changed
     */
    record Entry(String name, boolean folder, long size, Instant modified) {}

    /**
     * The tree below a folder, which is looked up once: a link is followed now and not again.
     *
     * @param showHidden whether names that begin with a dot count
     * @throws IOException if there is no such folder
     */
    FileTree(Path root, boolean showHidden) throws IOException {
        if (!root.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(
                    root + " is not in the default file system, where sockets can send from");
        }
        this.root = root.toRealPath();
        this.rootUri = this.root.toUri().toString();
        this.showHidden = showHidden;
        this.isUnix = root.getFileSystem().supportedFileAttributeViews().contains("unix");
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    /**
     * Finds what a path names. A path that ends in a slash names folders only.
     *
     * @param path the decoded path of a URL; it is not decoded again
     * @return null if there is nothing, or nothing that may be shown
     * @throws AccessDeniedException if the operating system does not let us look
     */
    Found find(String path) throws IOException {
        if (!path.startsWith("/") || !areNames(path.substring(1))) {
            return null;
        }
        try {
            Found found = isPlain(path) ? walk(path) : null;
            if (found == null) {
                found = resolve(path);
            }
            return found != null && path.endsWith("/") && !found.attributes.isDirectory() ? null : found;
        } catch (AccessDeniedException denied) {
            throw denied;
        } catch (FileSystemException | IllegalArgumentException notThere) {
            return null; // also a file in a folder's place, links in a circle, a name that no file can have
        }
    }

    /** Looks at name after name below the root; null if there is a link to follow. */
    private Found walk(String path) throws IOException {
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (attributes(root.resolve(path.substring(1, slash))).isSymbolicLink()) {
                return null;
            }
        }
        Path file = root.resolve(path.substring(1));
        BasicFileAttributes attributes = attributes(file);
        return attributes.isSymbolicLink() ? null : new Found(file, attributes);
    }

    /** Follows links, and looks where that has led to. */
    private Found resolve(String path) throws IOException {
        Path real = unchecked(path).toRealPath();
        boolean shown = real.startsWith(root) && (showHidden || !isHidden(root.relativize(real)));
        return shown ? new Found(real, attributes(real)) : null;
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether {@link #find} may find something that we can read. Cheaper than a search that ends in an exception. */
    boolean isReadable(String path) {
        try {
            return Files.isReadable(unchecked(path));
        } catch (IllegalArgumentException noName) {
            return false;
        }
    }

    private Path unchecked(String path) {
        return isPlain(path)
                ? root.resolve(path.substring(1))
                : Path.of(URI.create(rootUri + UrlNames.encodePath(path.substring(1))));
    }

    /** Whether the names are the same bytes in every character set, and mean nothing but themselves to the file system. */
    private boolean isPlain(String path) {
        if (!isUnix) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether each part is a plain name: no way up, no second separator, no empty part but behind the last slash. */
    private boolean areNames(String path) {
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            if (!isName(path.substring(from, to), from == 0)) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private boolean isName(String name, boolean first) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && (showHidden || !name.startsWith(".") || first && name.equals(WELL_KNOWN))
                && name.indexOf('\\') < 0
                && name.indexOf('\0') < 0;
    }

    /**
     * Lists a folder: what can be asked for, folders first, then by name without regard to case.
     *
     * @param path the folder's path, with a slash at its end
     * @param folder what {@link #find} found there
     * @param most how many entries at most; those behind are counted only
     */
    Entries list(String path, Found folder, int most) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path())) {
            for (Path file : files) {
                String name = UrlNames.of(file);
                if (name != null && isName(name, path.equals("/"))) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        names.sort(String.CASE_INSENSITIVE_ORDER);
        List<Entry> entries = new ArrayList<>();
        for (String name : names.subList(0, Math.min(names.size(), most))) {
            Found found = findReadable(path + name);
            if (found != null) {
                BasicFileAttributes attributes = found.attributes;
                entries.add(new Entry(
                        name,
                        attributes.isDirectory(),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
            }
        }
        entries.sort(Comparator.comparing(Entry::folder).reversed());
        return new Entries(entries, Math.max(0, names.size() - most));
    }

    /** Null also for what is no file and no folder, and for what we may not look at. */
    private Found findReadable(String path) throws IOException {
        try {
            Found found = find(path);
            return found != null && (found.attributes.isDirectory() || found.attributes.isRegularFile()) ? found : null;
        } catch (AccessDeniedException denied) {
            return null;
        }
    }

    /** Links, short names and the like must not lead to what is hidden either. */
    private static boolean isHidden(Path relative) {
        for (int i = 0; i < relative.getNameCount(); i++) {
            String name = relative.getName(i).toString();
            if (name.startsWith(".") && !(i == 0 && name.equals(WELL_KNOWN))) {
                return true;
            }
        }
        return false;
    }
}
