package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @Test
    void urlsEndInASlash() {
        assertThat(Addresses.clickable(List.of("http://localhost:8080", "https://[::1]:1")))
                .containsExactly("http://localhost:8080/", "https://[::1]:1/");
    }

    @Test
    void socketsSayHowToTryThem() {
        assertThat(Addresses.clickable(List.of("http://unix:/run/app.sock", "https://unix:/run/tls.sock")))
                .containsExactly(
                        "/run/app.sock  (curl --unix-socket /run/app.sock http://localhost/)",
                        "/run/tls.sock  (curl --unix-socket /run/tls.sock https://localhost/)");
    }

    /** Nobody can click on an asterisk. */
    @ParameterizedTest
    @ValueSource(strings = {"http://*:80", "http://0.0.0.0:80", "http://[::]:80", "https://*:80"})
    void everyAddressIsNamed(String any) {
        String scheme = URI.create(any).getScheme();

        assertThat(Addresses.clickable(List.of(any)))
                .startsWith(scheme + "://localhost:80/")
                .allMatch(address -> address.matches(scheme + "://(localhost|[0-9.]+):80/"))
                .noneMatch(address -> address.contains("0.0.0.0") || address.contains("127.0.0.1"));
    }
}
