package dev.lanner.middleware;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * The page that shows a folder: one document without scripts and without anything to be fetched, in the reader's light or
 * dark colours. Names are text that anybody may have chosen; none gets out of its place.
 */
final class Listing {
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
            h1 { font-size: 1.2rem; overflow-wrap: anywhere }
            table { border-collapse: collapse; width: 100% }
            th, td { padding: .2rem .5rem; text-align: left; border-bottom: 1px solid #8884; white-space: nowrap }
            th:first-child, td:first-child { width: 100%; white-space: pre-wrap; overflow-wrap: anywhere }
            td:nth-child(2), th:nth-child(2) { text-align: right }
            a { text-decoration: none }
            a:hover { text-decoration: underline }
            p { opacity: .7 }
            """;

    /** Nothing but the style above, by its hash: a name that became markup in spite of all could still load nothing. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Listing() {}

    /**
     * The page.
     *
     * @param path the folder's decoded path, with a slash at its end
     * @param isRoot whether there is nothing above it
     * @param entries what is in it
     */
    static String page(String path, boolean isRoot, FileTree.Entries entries) {
        StringBuilder page = new StringBuilder(1_024 + entries.entries().size() * 160);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>");
        escape(path, page);
        page.append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n")
                .append(
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<style>")
                .append(STYLE)
                .append("</style>\n<h1><bdi>");
        escape(path, page);
        page.append("</bdi></h1>\n<table>\n<tr><th>Name<th>Size<th>Changed (UTC)\n");
        if (!isRoot) {
            page.append("<tr><td><a href=\"../\">../</a><td><td>\n");
        }
        for (FileTree.Entry entry : entries.entries()) {
            row(entry, page);
        }
        int count = entries.entries().size();
        page.append("</table>\n<p>").append(count).append(count == 1 ? " entry" : " entries");
        if (entries.omitted() > 0) {
            page.append(", ").append(entries.omitted()).append(" more are not shown");
        }
        return page.append('\n').toString();
    }

    /** The {@code ./} keeps a name with a colon from being taken for a URL with a scheme. */
    private static void row(FileTree.Entry entry, StringBuilder page) {
        String slash = entry.folder() ? "/" : "";
        page.append("<tr><td><a href=\"./")
                .append(UrlNames.encodePath(entry.name()))
                .append(slash)
                .append("\"><bdi>");
        escape(entry.name(), page);
        page.append(slash).append("</bdi></a><td>");
        if (!entry.folder()) {
            page.append("<span title=\"")
                    .append(entry.size())
                    .append(" bytes\">")
                    .append(ByteCount.format(entry.size()))
                    .append("</span>");
        }
        page.append("<td>").append(DATE.format(entry.modified())).append('\n');
    }

    /** Text for a page. Control characters are shown by their pictures (U+2400 to U+2421): a line break in a name too. */
    static void escape(String text, StringBuilder page) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                case 0x7f -> page.append('\u2421');
                default -> page.append(c < ' ' ? (char) ('\u2400' + c) : c);
            }
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
