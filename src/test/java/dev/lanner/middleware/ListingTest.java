package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
    private static final Instant CHANGED = Instant.parse("2026-11-21T09:38:59Z");

    @Test
    void showsNameSizeAndDate() {
        String page = page("/docs/", false, new FileTree.Entry("a.txt", false, 4_100, CHANGED));

        assertThat(page)
                .contains("<title>/docs/</title>")
                .contains("<a href=\"../\">../</a>")
                .contains("<a href=\"./a.txt\"><bdi>a.txt</bdi></a>")
                .contains("title=\"4100 bytes\">4.1 kB<")
                .contains("<td>2026-11-21 09:38\n")
                .contains("<p>1 entry\n");
    }

    @Test
    void folderEndsInASlashAndHasNoSize() {
        assertThat(page("/", true, new FileTree.Entry("b", true, 4_096, CHANGED)))
                .contains("<a href=\"./b/\"><bdi>b/</bdi></a><td><td>2026-11-21 09:38\n");
    }

    @Test
    void rootHasNoWayUp() {
        assertThat(page("/", true)).doesNotContain("../").contains("<p>0 entries\n");
    }

    @Test
    void saysWhatItOmits() {
        assertThat(Listing.page("/", true, new FileTree.Entries(List.of(), 7)))
                .contains("<p>0 entries, 7 more are not shown\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '\0', textBlock = """
                    <script>alert(1)</script> &lt;script&gt;alert(1)&lt;/script&gt; %3Cscript%3Ealert%281%29%3C/script%3E
                    "onclick="x() &quot;onclick=&quot;x() %22onclick%3D%22x%28%29
                    '&amp;' &#39;&amp;amp;&#39; %27%26amp%3B%27
                    javascript:x() javascript:x() javascript%3Ax%28%29
                    100%25 100%25 100%2525
                    \u65e5 \u65e5 %E6%97%A5
                    a?b#c a?b#c a%3Fb%23c
                    """)
    void namesStayInTheirPlace(String name, String text, String link) {
        assertThat(page(name, true, new FileTree.Entry(name, false, 0, CHANGED)))
                .contains("<title>" + text + "</title>")
                .contains("<h1><bdi>" + text + "</bdi></h1>")
                .contains("<a href=\"./" + link + "\"><bdi>" + text + "</bdi></a>");
    }

    @Test
    void controlCharactersAreShownByTheirPictures() {
        assertThat(page("/", true, new FileTree.Entry("a\nb\u001b[2J\u007f", false, 0, CHANGED)))
                .contains("href=\"./a%0Ab%1B%5B2J%7F\"><bdi>a\u240ab\u241b[2J\u2421</bdi>");
    }

    @Test
    void policyAllowsTheStyleOfThePageAndNothingElse() throws Exception {
        String page = page("/", true);
        String style = page.substring(page.indexOf("<style>") + "<style>".length(), page.indexOf("</style>"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(Listing.POLICY)
                .startsWith("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(digest) + "';")
                .doesNotContain("unsafe");
        assertThat(page).doesNotContain("<script").doesNotContain("http").doesNotContain("src=");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "4149, 4.1 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1073741824, 1.1 GB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesAreForPeople(long bytes, String text) {
        assertThat(ByteCount.format(bytes)).isEqualTo(text);
    }

    private static String page(String path, boolean isRoot, FileTree.Entry... entries) {
        return Listing.page(path, isRoot, new FileTree.Entries(List.of(entries), 0));
    }
}
