package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which page a profile wants to be seen, and by which program. {@link WatchIT} sees it opened. */
class BrowserTest {
    private static String page(boolean launchBrowser, String launchUrl, String addresses) {
        return Browser.page(
                new LaunchProfile("p", "Project", null, null, Map.of(), null, null, launchBrowser, launchUrl),
                addresses);
    }

    @Test
    void pages() {
        assertThat(page(true, null, "http://localhost:1")).isEqualTo("http://localhost:1/");
        assertThat(page(true, "a/b?c", "https://localhost:1/;http://localhost:2"))
                .isEqualTo("https://localhost:1/a/b?c");
        assertThat(page(true, "/a", " http://*:80")).isEqualTo("http://localhost:80/a");
        assertThat(page(true, "", "http://[::]:80")).isEqualTo("http://localhost:80/");
        assertThat(page(true, "", "http://[::1]:80")).isEqualTo("http://[::1]:80/");
        assertThat(page(true, "https://example.org/a", null)).isEqualTo("https://example.org/a");
    }

    @Test
    void nothingToBeSeen() {
        assertThat(page(false, "a", "http://localhost:1")).isNull();
        assertThat(page(true, "a", null)).isNull();
        assertThat(page(true, "a", "")).isNull();
        assertThat(Browser.page(null, "http://localhost:1")).isNull();
    }

    @Test
    void programs() {
        assertThat(Browser.command("Linux", Map.of("DISPLAY", ":0"))).containsExactly("xdg-open");
        assertThat(Browser.command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .containsExactly("xdg-open");
        assertThat(Browser.command("Linux", Map.of())).isEmpty();
        assertThat(Browser.command("Mac OS X", Map.of())).containsExactly("open");
        assertThat(Browser.command("Windows 11", Map.of())).first().isEqualTo("rundll32");
    }
}
