package dev.lanner.middleware;

import dev.lanner.ContentTypes;
import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.Middleware;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Serves the files below a folder by GET and HEAD: with entity tags, conditional requests (RFC 9110 §13), ranges (RFC 9110
 * §14) and compressed siblings.
 *
 * <p>As a {@link Middleware} it lets requests pass for which there is no file; as a {@link Handler} it answers them 404.
 *
 * <p>Nothing outside of the folder is served, whatever the path says. A link is followed if what it leads to is inside.
 * Pipes, sockets and devices are not served, nor is a file with a backslash in its name.
 *
 * <p>A file is opened once for a request, and what was found then is what is declared. If it gets shorter while it is
 * sent, the request fails, so that the client can tell. What a path leads to is remembered for a moment, and so is the
 * content of small files ({@link Builder#trustedFor}); whether that file is still there, and still the same, is looked at
 * each time, before and after it is opened, so no link or pipe that takes its place is followed or opened.
 *
 * <p>Immutable, for any number of threads.
 */
public final class StaticFiles implements Middleware, Handler {
    private static final String ALLOW = "GET, HEAD, OPTIONS";

    /** More than a person looks through, and less than a browser chokes on. */
    private static final int LISTED_MAX = 10_000;

    /** A file that somebody replaces without a pause can't be served. */
    private static final int ATTEMPTS = 3;

    private final FileTree tree;
    private final RecentFiles recentFiles;
    private final SmallFiles smallFiles;
    private final List<String> indexFiles;
    private final boolean listing;
    private final boolean precompressed;
    private final String cacheControl;
    private final Map<String, String> contentTypes;
    private final InstantSource clock;

    private StaticFiles(Builder builder) throws IOException {
        tree = new FileTree(builder.root, builder.hidden);
        recentFiles = new RecentFiles(builder.trustedFor, builder.nanos);
        smallFiles = new SmallFiles(builder.trustedFor, builder.nanos);
        indexFiles = builder.indexFiles;
        listing = builder.listing;
        precompressed = builder.precompressed;
        cacheControl = builder.cacheControl;
        contentTypes = Map.copyOf(builder.contentTypes);
        clock = builder.clock;
    }

    /**
     * The files below a folder, with the defaults.
     *
     * @param root an existing folder; if it is a link, where it leads now
     * @return the files
     * @throws IOException if there is no such folder
     */
    public static StaticFiles of(Path root) throws IOException {
        return builder(root).build();
    }

    /**
     * A builder with the defaults.
     *
     * @param root an existing folder; if it is a link, where it leads when the files are built
     * @return the builder
     */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        handle(context, StaticFiles::nothing);
    }

    /** There is no such file; and {@code OPTIONS *} asks what there is for all of them (RFC 9110 §9.3.7). */
    private static void nothing(HttpContext context) throws IOException {
        boolean isAboutAll = context.request().path().equals("*");
        if (!isAboutAll || isReadable(context)) {
            refuse(context, HttpStatus.NOT_FOUND);
        }
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        if (!answer(context)) {
            next.handle(context);
        }
    }

    private boolean answer(HttpContext context) throws IOException {
        String path = context.request().path();
        boolean isBarePathBase = path.isEmpty() && !context.request().pathBase().isEmpty();
        try {
            FoundFile recent = recentFiles.get(path);
            return recent != null && file(context, recent, true) || search(context, isBarePathBase ? "/" : path);
        } catch (AccessDeniedException denied) {
            refuse(context, HttpStatus.FORBIDDEN);
            return true;
        }
    }

    private boolean search(HttpContext context, String path) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileTree.Found found = tree.find(path);
            if (found == null) {
                return false;
            }
            FoundFile file;
            if (found.attributes().isDirectory()) {
                file = indexFile(path);
                if (file == null || !context.request().path().endsWith("/")) {
                    return folder(context, found, file != null);
                }
            } else {
                file = foundFile(found, path);
            }
            if (file == null) {
                return false;
            }
            if (file(context, file, false)) {
                recentFiles.add(path, file);
                return true;
            }
        }
        throw new IOException(path + " was replaced each time it was opened");
    }

    /** Null if the folder has none. */
    private FoundFile indexFile(String folder) throws IOException {
        String inside = folder.endsWith("/") ? folder : folder + "/";
        for (String name : indexFiles) {
            FileTree.Found found = tree.find(inside + name);
            FoundFile file = found == null ? null : foundFile(found, inside + name);
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    private boolean folder(HttpContext context, FileTree.Found folder, boolean hasIndexFile) throws IOException {
        if (!hasIndexFile && !listing) {
            return false;
        }
        if (isReadable(context)) {
            if (context.request().path().endsWith("/")) {
                list(context, folder);
            } else {
                addSlash(context);
            }
        }
        return true;
    }

    /** Whether the method is GET or HEAD; any other is answered here. */
    private static boolean isReadable(HttpContext context) throws IOException {
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return true;
        }
        context.response().header(HeaderName.ALLOW, ALLOW);
        if (method.equals(HttpMethod.OPTIONS)) {
            context.response().noContent();
        } else {
            refuse(context, HttpStatus.METHOD_NOT_ALLOWED);
        }
        return false;
    }

    /**
     * A folder's address ends in a slash, so that relative links on its page lead into it. The redirect is relative: it
     * stays on this server whatever the path looks like, and is right behind a proxy that takes a prefix away.
     */
    private void addSlash(HttpContext context) {
        HttpRequest request = context.request();
        String path = request.pathBase() + request.path();
        String name = UrlNames.encodePath(path.substring(path.lastIndexOf('/') + 1));
        String query = request.queryString() == null ? "" : "?" + request.queryString();
        context.response().redirect(HttpStatus.MOVED_PERMANENTLY, "./" + name + "/" + query);
        context.response().header(HeaderName.CACHE_CONTROL, cacheControl);
    }

    private void list(HttpContext context, FileTree.Found folder) throws IOException {
        HttpRequest request = context.request();
        String path = request.path();
        String page = Listing.page(request.pathBase() + path, path.equals("/"), tree.list(path, folder, LISTED_MAX));
        context.response()
                .header(HeaderName.CONTENT_SECURITY_POLICY, Listing.POLICY)
                .header(HeaderName.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .header(HeaderName.CACHE_CONTROL, cacheControl)
                .html(page);
    }

    /**
     * False if what was found is gone, or another file is in its place.
     *
     * @param recent whether it was asked for a moment ago already, so that keeping its content may pay
     */
    private boolean file(HttpContext context, FoundFile found, boolean recent) throws IOException {
        if (!isReadable(context)) {
            return true;
        }
        Representation chosen = found.choose(context.request().headers().joined(HeaderName.ACCEPT_ENCODING));
        Instant now = clock.instant();
        try (FileContent file = recent ? smallFiles.content(chosen, now) : OpenFile.open(chosen.found())) {
            if (file == null) {
                return false;
            }
            Headers headers = context.response().headers();
            if (!found.compressed().isEmpty()) {
                headers.add(HeaderName.VARY, "Accept-Encoding");
            }
            headers.set(HeaderName.CACHE_CONTROL, cacheControl);
            headers.set(HeaderName.X_CONTENT_TYPE_OPTIONS, "nosniff");
            new FileAnswer(file, chosen, found.contentType(), now).send(context);
        }
        return true;
    }

    /** Null for what is no regular file. */
    private FoundFile foundFile(FileTree.Found found, String path) throws IOException {
        return found.attributes().isRegularFile()
                ? new FoundFile(contentType(path), new Representation(found, null), siblings(found, path))
                : null;
    }

    /**
     * The compressed files beside a file, the better codings first. One that is older than the file is left from an
     * earlier version of it.
     */
    private List<Representation> siblings(FileTree.Found file, String path) throws IOException {
        List<Representation> siblings = new ArrayList<>();
        for (ContentCoding coding : ContentCoding.ALL) {
            String name = path + coding.ending();
            FileTree.Found found = precompressed && tree.isReadable(name) ? tree.find(name) : null;
            if (found != null
                    && found.attributes().isRegularFile()
                    && found.attributes()
                                    .lastModifiedTime()
                                    .compareTo(file.attributes().lastModifiedTime())
                            >= 0) {
                siblings.add(new Representation(found, coding));
            }
        }
        return List.copyOf(siblings);
    }

    private String contentType(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return ContentTypes.UNKNOWN;
        }
        String chosen = contentTypes.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        return chosen == null ? ContentTypes.ofFile(name) : chosen;
    }

    private static void refuse(HttpContext context, int status) throws IOException {
        context.response().status(status).text(status + " " + HttpStatus.reason(status) + "\n");
    }

    /** Collects the options. Not for several threads at once. */
    public static final class Builder {
        private static final Duration TRUSTED_MAX = Duration.ofHours(1);

        private final Path root;
        private final Map<String, String> contentTypes = new HashMap<>();
        private List<String> indexFiles = List.of("index.html");
        private boolean listing;
        private boolean hidden;
        private boolean precompressed = true;
        private String cacheControl = "no-cache";
        private Duration trustedFor = Duration.ofSeconds(1);
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanos = System::nanoTime;

        private Builder(Path root) {
            this.root = Objects.requireNonNull(root, "root");
        }

        /**
         * The files that stand for their folder; the first that exists is served. Default {@code index.html}.
         *
         * @param names names without slashes; none for no such files
         * @return this
         * @throws IllegalArgumentException if a name is empty or has a slash
         */
        public Builder indexFiles(String... names) {
            for (String name : names) {
                if (name.isEmpty() || name.indexOf('/') >= 0) {
                    throw new IllegalArgumentException("an index file's name is \"" + name
                            + "\"; it must be the name of a file in the folder, without slashes");
                }
            }
            indexFiles = List.of(names);
            return this;
        }

        /**
         * Whether a folder without an index file is answered with a page that lists what is in it, 10,000 names at most.
         * Default false: what no page links to stays unknown.
         *
         * @param lists true for such pages
         * @return this
         */
        public Builder listing(boolean lists) {
            listing = lists;
            return this;
        }

        /**
         * Whether names that begin with a dot are served and listed. Default false: such names are versions' histories,
         * keys and settings more often than pages. {@code /.well-known/} (RFC 8615) is served all the same. Default false
         * also means that no link leads into what is hidden.
         *
         * @param serves true to serve them
         * @return this
         */
        public Builder hidden(boolean serves) {
            hidden = serves;
            return this;
        }

        /**
         * Whether {@code page.html.br} or {@code page.html.gz} is sent in the place of {@code page.html} to clients that
         * accept it, as {@code Content-Encoding} says then. Default true. A sibling that is older than the file is not
         * sent: it belongs to an earlier version.
         *
         * @param sends true to send them
         * @return this
         */
        public Builder precompressed(boolean sends) {
            precompressed = sends;
            return this;
        }

        /**
         * The {@code Cache-Control} of the answers (RFC 9111 §5.2). Default {@code no-cache}: copies are kept, and checked
         * before each use, which costs a 304. Without any, browsers guess for how long a copy is good.
         *
         * @param value the value
         * @return this
         * @throws IllegalArgumentException if a field can't have this value
         */
        public Builder cacheControl(String value) {
            new Headers().add(HeaderName.CACHE_CONTROL, value);
            cacheControl = value;
            return this;
        }

        /**
         * The type of files whose names have an ending, in the place of {@link ContentTypes}.
         *
         * @param ending what stands behind the last dot, such as {@code html}, in any case
         * @param value a value for {@code Content-Type}
         * @return this
         * @throws IllegalArgumentException if a field can't have this value
         */
        public Builder contentType(String ending, String value) {
            new Headers().add(HeaderName.CONTENT_TYPE, value);
            contentTypes.put(ending.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /**
         * For how long what was found by a path counts as found: where it leads, which compressed files are beside it, and
         * which index file a folder has. Default 1 second. Meanwhile a new link, sibling or index file may go unnoticed;
         * a file that was changed, replaced or removed never does, since each request looks at it. Of at most 1,024 paths,
         * and of no path that is longer than 256 characters.
         *
         * <p>For the same time the contents of small files are kept (up to 32 KiB, of at most 256 files, so 8 MiB at most): of
         * those that are asked for again, and were last changed more than two seconds ago. They count as long as the file
         * has the same size and time of change; a program that changes a file and sets both back goes unnoticed meanwhile,
         * as it does to the caches of clients.
         *
         * @param time 0 to look for each request anew, or up to 1 hour
         * @return this
         * @throws IllegalArgumentException if it is negative or longer
         */
        public Builder trustedFor(Duration time) {
            if (time.isNegative() || time.compareTo(TRUSTED_MAX) > 0) {
                throw new IllegalArgumentException(
                        "files would be trusted for " + time + "; it must be 0 to " + TRUSTED_MAX);
            }
            trustedFor = time;
            return this;
        }

        /** For tests. */
        Builder nanos(LongSupplier source) {
            nanos = source;
            return this;
        }

        /** For tests. */
        Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * The files.
         *
         * @return immutable
         * @throws IOException if there is no such folder
         * @throws IllegalArgumentException if the folder is not in the default file system
         */
        public StaticFiles build() throws IOException {
            return new StaticFiles(this);
        }
    }
}
