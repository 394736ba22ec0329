package dev.lanner.internal.http1;

import java.nio.charset.StandardCharsets;

/** Request heads that benchmarks are fed with. */
public enum Heads {
    /** What curl sends: four lines, 83 bytes. */
    CURL(lines("GET /hello HTTP/1.1", "Host: localhost:8080", "User-Agent: curl/7.88.1", "Accept: */*")),

    /** What Chrome sends when a person opens a page: 14 fields. */
    CHROME(lines(
            "GET /articles/virtual-threads?page=2 HTTP/1.1",
            "Host: www.example.org",
            "Connection: keep-alive",
            "sec-ch-ua: \"Chromium\";v=\"142\", \"Google Chrome\";v=\"142\", \"Not_A Brand\";v=\"99\"",
            "sec-ch-ua-mobile: ?0",
            "sec-ch-ua-platform: \"Linux\"",
            "Upgrade-Insecure-Requests: 1",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/142.0.0.0 Safari/537.36",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                    + "application/signed-exchange;v=b3;q=0.7",
            "Sec-Fetch-Site: none",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-User: ?1",
            "Sec-Fetch-Dest: document",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: en-US,en;q=0.9,de;q=0.8")),

    /** As many fields as are allowed, 99 of them unknown. */
    HUNDRED(hundred());

    private final String text;

    Heads(String text) {
        this.text = text;
    }

    /** The head with the empty line at its end. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String hundred() {
        String[] lines = new String[101];
        lines[0] = "GET / HTTP/1.1";
        lines[1] = "Host: www.example.org";
        for (int i = 2; i < lines.length; i++) {
            lines[i] = "X-Field-Number-" + i + ": the value of field number " + i;
        }
        return lines(lines);
    }
}
