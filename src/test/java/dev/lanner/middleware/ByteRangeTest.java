package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of a file of 1,000 bytes (RFC 9110 §14.1.2, §14.2). */
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bytes=0-0                      | 0-0
                    bytes=0-499                    | 0-499
                    bytes=500-                     | 500-999
                    bytes=-1                       | 999-999
                    bytes=-1000                    | 0-999
                    bytes=-5000                    | 0-999
                    bytes=0-5000                   | 0-999
                    bytes=999-                     | 999-999
                    bytes=0-99999999999999999999   | 0-999
                    bytes=-99999999999999999999    | 0-999
                    Bytes=0-0                      | 0-0
                    bytes=0-0,-1                   | 0-0 999-999
                    bytes= 0-0 , 5-6               | 0-0 5-6
                    bytes=,0-0,,                   | 0-0
                    bytes=900-,0-9                 | 900-999 0-9
                    bytes=0-9,5-14                 | 0-14
                    bytes=0-9,10-19                | 0-19
                    bytes=0-9,11-19                | 0-9 11-19
                    bytes=5-14,0-9                 | 0-14
                    bytes=0-9,20-29,5-25           | 0-29
                    bytes=50-59,0-9,20-29,5-25     | 50-59 0-29
                    bytes=0-999,0-0                | 0-999
                    bytes=0-0,1000-2000            | 0-0
                    """)
    void isSatisfied(String field, String expected) {
        assertThat(text(ByteRange.parse(field, 1_000))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"bytes=1000-", "bytes=1000-2000", "bytes=-0", "'bytes=-0,1000-'", "bytes=99999999999999999999-"})
    void canNotBeSatisfied(String field) {
        assertThat(ByteRange.parse(field, 1_000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "lines=0-9",
        "bytes",
        "bytes=",
        "'bytes=,'",
        "bytes=-",
        "bytes=5",
        "bytes=9-5",
        "bytes=a-b",
        "bytes=0-9;q=1",
        "bytes=0--9",
        "bytes=+0-9",
        "bytes=0x0-9",
        "bytes =0-9",
        "bytes=0 -9",
        "'bytes=0-0,9-5'",
        "'bytes=0-0,x'",
        "bytes=\u0661-9"
    })
    void isIgnoredWhereMalformed(String field) {
        assertThat(ByteRange.parse(field, 1_000)).isNull();
    }

    @Test
    void isIgnoredForAnEmptyFile() {
        assertThat(ByteRange.parse("bytes=0-", 0)).isNull();
        assertThat(ByteRange.parse("bytes=-1", 0)).isNull();
    }

    @Test
    void sixteenAreServedAndSeventeenIgnored() {
        assertThat(ByteRange.parse(everySecondByte(16), 1_000)).hasSize(16);
        assertThat(ByteRange.parse(everySecondByte(17), 1_000)).isNull();
    }

    /** CVE-2011-3192: a range bomb asks for most of a file many times over. */
    @Test
    void cve20113192OverlappingRangesAreSentOnce() {
        String bomb = "bytes=" + IntStream.range(0, 16).mapToObj(i -> i + "-").collect(Collectors.joining(","));

        assertThat(text(ByteRange.parse(bomb, 1_000))).isEqualTo("0-999");
    }

    private static String everySecondByte(int count) {
        return "bytes="
                + IntStream.range(0, count).mapToObj(i -> i * 2 + "-" + i * 2).collect(Collectors.joining(","));
    }

    private static String text(List<ByteRange> ranges) {
        return ranges.stream().map(range -> range.first() + "-" + range.last()).collect(Collectors.joining(" "));
    }
}
