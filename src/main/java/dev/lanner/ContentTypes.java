package dev.lanner;

import java.util.Locale;

/** Content types of files by the ending of their names, or by a name that has none: the ones that browsers care about. */
public final class ContentTypes {
    /** What is said of bytes about which nothing is known (RFC 9110 §8.3). */
    public static final String UNKNOWN = "application/octet-stream";

    /** For source code too: a browser shows it, and does not run it. */
    private static final String TEXT = "text/plain; charset=utf-8";

    private ContentTypes() {}

    /**
     * The type that a file's name promises.
     *
     * @param fileName the name, with or without folders before it, in any case
     * @return a value for {@code Content-Type}, text with {@code charset=utf-8}; {@link #UNKNOWN} for an ending that is
     *     not known here
     */
    public static String ofFile(String fileName) {
        String name = fileName.substring(fileName.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? ofWholeName(name) : ofEnding(name.substring(dot + 1));
    }

    private static String ofWholeName(String name) {
        return switch (name) {
            case "license", "notice", "copying", "readme", "changelog", "authors", "makefile", "dockerfile" -> TEXT;
            default -> UNKNOWN;
        };
    }

    private static String ofEnding(String ending) {
        return switch (ending) {
            case "html", "htm" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "txt", "text", "log", "diff", "patch", "tex", "rst", "adoc", "asciidoc", "org" -> TEXT;
            case "conf", "cfg", "ini", "properties", "toml", "yaml", "yml", "env", "tf", "proto", "graphql" -> TEXT;
            case "java", "kt", "kts", "scala", "groovy", "gradle", "clj" -> TEXT;
            case "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "m", "cs", "go", "rs", "zig", "swift", "d", "s" -> TEXT;
            case "py", "rb", "php", "pl", "pm", "lua", "r", "jl", "ex", "exs", "erl", "hs", "ml", "el", "lisp" -> TEXT;
            case "ts", "mts", "cts", "tsx", "jsx", "vue", "scss", "less" -> TEXT;
            case "sh", "bash", "zsh", "fish", "bat", "cmd", "ps1", "sql", "mk", "cmake" -> TEXT;
            case "md", "markdown" -> "text/markdown; charset=utf-8";
            case "csv" -> "text/csv; charset=utf-8";
            case "ics" -> "text/calendar; charset=utf-8";
            case "json", "map" -> "application/json";
            case "webmanifest" -> "application/manifest+json";
            case "xml" -> "application/xml";
            case "xhtml" -> "application/xhtml+xml";
            case "rss" -> "application/rss+xml";
            case "atom" -> "application/atom+xml";
            case "pdf" -> "application/pdf";
            case "rtf" -> "application/rtf";
            case "epub" -> "application/epub+zip";
            case "wasm" -> "application/wasm";
            case "zip" -> "application/zip";
            case "gz", "tgz" -> "application/gzip";
            case "bz2" -> "application/x-bzip2";
            case "xz" -> "application/x-xz";
            case "zst" -> "application/zstd";
            case "7z" -> "application/x-7z-compressed";
            case "tar" -> "application/x-tar";
            case "jar" -> "application/java-archive";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "avif" -> "image/avif";
            case "svg" -> "image/svg+xml";
            case "ico" -> "image/vnd.microsoft.icon";
            case "bmp" -> "image/bmp";
            case "tif", "tiff" -> "image/tiff";
            case "mp3" -> "audio/mpeg";
            case "m4a" -> "audio/mp4";
            case "ogg", "oga", "opus" -> "audio/ogg";
            case "wav" -> "audio/wav";
            case "flac" -> "audio/flac";
            case "mp4", "m4v" -> "video/mp4";
            case "webm" -> "video/webm";
            case "ogv" -> "video/ogg";
            case "mov" -> "video/quicktime";
            case "woff" -> "font/woff";
            case "woff2" -> "font/woff2";
            case "ttf" -> "font/ttf";
            case "otf" -> "font/otf";
            default -> UNKNOWN;
        };
    }
}
