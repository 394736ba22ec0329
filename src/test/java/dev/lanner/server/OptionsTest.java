package dev.lanner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.lanner.feature.DataRate;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a server can be told, and what not. The documentation of each option is read, and held to its word. */
class OptionsTest {
    private static final Pattern RANGE = Pattern.compile("@param \\w+ (?:an? |from )([\\w,. ]+?) to ([\\w,. ]+?) @");
    private static final Pattern DEFAULT =
            Pattern.compile("Default (\\d[\\d,]*)( KiB| MiB| s\\b| bytes a second after 5 s)?");

    @Test
    void allOptionsAreFound() throws Exception {
        assertThat(DocumentedOption.all())
                .extracting(DocumentedOption::name)
                .hasSize(25 + 4 + 10 + 9)
                .contains("headerBytes", "emptyLines", "backlog");
    }

    @TestFactory
    Stream<DynamicTest> defaultIsWhatItsDocumentationSays() throws Exception {
        return DocumentedOption.all().stream()
                .filter(option -> option.type() != boolean.class
                        && !List.of("listen", "limits", "http1", "http2", "serverHeader")
                                .contains(option.name()))
                .map(option -> DynamicTest.dynamicTest(
                        option.name(), () -> assertThat(option.value()).isEqualTo(documentedDefault(option))));
    }

    private static Object documentedDefault(DocumentedOption option) {
        if (option.documentation().contains("Default one hour")) {
            return Duration.ofHours(1);
        }
        if (option.type() == Refusal.class) {
            Matcher named = Pattern.compile("Default \\{@link Refusal#(\\w+)}").matcher(option.documentation());
            assertThat(named.find()).isTrue();
            return Refusal.valueOf(named.group(1));
        }
        Matcher found = DEFAULT.matcher(option.documentation());
        assertThat(found.find()).as(option.documentation()).isTrue();
        long number = Long.parseLong(found.group(1).replace(",", ""));
        String unit = found.group(2) == null ? "" : found.group(2).strip();
        if (option.type() == Duration.class) {
            return Duration.ofSeconds(number);
        }
        if (option.type() == DataRate.class) {
            return new DataRate((int) number, Duration.ofSeconds(5));
        }
        long scaled = switch (unit) {
            case "KiB" -> number << 10;
            case "MiB" -> number << 20;
            default -> number;
        };
        return option.type() == int.class ? (Object) (int) scaled : (Object) scaled;
    }

    @TestFactory
    Stream<DynamicTest> rangeIsWhatItsDocumentationSays() throws Exception {
        return DocumentedOption.all().stream()
                .filter(option -> RANGE.matcher(option.documentation() + " @").find())
                .map(option -> DynamicTest.dynamicTest(option.name(), () -> checkRange(option)));
    }

    private static void checkRange(DocumentedOption option) throws ReflectiveOperationException {
        Matcher range = RANGE.matcher(option.documentation() + " @");
        assertThat(range.find()).isTrue();
        BigDecimal min = amount(range.group(1), option.type());
        BigDecimal max = amount(range.group(2), option.type());
        for (BigDecimal bound : List.of(min, max)) {
            assertThatNoException().isThrownBy(setting(option, bound));
            assertThat(option.built()).isEqualTo(typed(option, bound));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(setting(option, min.subtract(BigDecimal.ONE)))
                .withMessageContaining(option.name() + " is ")
                .withMessageContaining("it must be from ");
        if (option.type() != int.class || max.longValue() < Integer.MAX_VALUE) {
            assertThatIllegalArgumentException()
                    .isThrownBy(setting(option, max.add(BigDecimal.ONE)))
                    .withMessageContaining(option.name() + " is ")
                    .withMessageContaining(" to ");
        }
    }

    /** Numbers as they are, durations in nanoseconds. */
    private static BigDecimal amount(String text, Class<?> type) {
        if (type != Duration.class) {
            return new BigDecimal(text.replace(",", ""));
        }
        Duration duration = switch (text) {
            case "0" -> Duration.ZERO;
            case "100 ms" -> Duration.ofMillis(100);
            case "one day" -> Duration.ofDays(1);
            case "365 days" -> Duration.ofDays(365);
            default -> throw new IllegalArgumentException(text);
        };
        return BigDecimal.valueOf(duration.toNanos());
    }

    private static ThrowingCallable setting(DocumentedOption option, BigDecimal amount) {
        return () -> option.set(typed(option, amount));
    }

    private static Object typed(DocumentedOption option, BigDecimal amount) {
        if (option.type() == Duration.class) {
            return Duration.ofNanos(amount.longValueExact());
        }
        return option.type() == int.class ? (Object) amount.intValueExact() : (Object) amount.longValueExact();
    }

    @Test
    void boundsWithoutAGreatestValue() {
        assertThatNoException()
                .isThrownBy(() -> Limits.builder().bodyBytes(Long.MAX_VALUE).drainBytes(Long.MAX_VALUE));
        assertThatNoException().isThrownBy(() -> Limits.builder().bodyBytes(0).drainBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.builder().bodyBytes(-1))
                .withMessage("bodyBytes is -1; it must be from 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.builder().drainBytes(-1))
                .withMessage("drainBytes is -1; it must be from 0");
    }

    @Test
    void whatIsSetIsWhatIsBuilt() {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.localhost(1))
                .listen(Endpoint.anyAddress(2))
                .limits(Limits.builder().headerCount(7).build())
                .http1(Http1Limits.builder().emptyLines(3).build())
                .serverHeader("")
                .backlog(9)
                .stopGrace(Duration.ZERO)
                .daemon(true)
                .otherSchemes(true)
                .build();

        assertThat(options.endpoints()).containsExactly(Endpoint.localhost(1), Endpoint.anyAddress(2));
        assertThat(options.limits().headerCount()).isEqualTo(7);
        assertThat(options.http1().emptyLines()).isEqualTo(3);
        assertThat(options.serverHeader()).isEmpty();
        assertThat(options.backlog()).isEqualTo(9);
        assertThat(options.stopGrace()).isZero();
        assertThat(options.daemon()).isTrue();
        assertThat(options.otherSchemes()).isTrue();
    }

    @Test
    void defaults() {
        assertThat(ServerOptions.DEFAULT.endpoints()).containsExactly(Endpoint.localhost(8080));
        assertThat(ServerOptions.DEFAULT.serverHeader()).isEqualTo("Lanner");
        assertThat(ServerOptions.DEFAULT.daemon()).isFalse();
        assertThat(ServerOptions.DEFAULT.otherSchemes()).isFalse();
        assertThat(ServerOptions.DEFAULT.limits()).isSameAs(Limits.DEFAULT);
        assertThat(ServerOptions.DEFAULT.http1()).isSameAs(Http1Limits.DEFAULT);
    }

    @Test
    void serverFieldThatWouldSplitAResponse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.builder().serverHeader("a\r\nb"))
                .withMessageContaining("Server");
    }

    @Test
    void nulls() {
        assertThatNullPointerException()
                .isThrownBy(() -> ServerOptions.builder().listen(null))
                .withMessage("endpoint");
        assertThatNullPointerException()
                .isThrownBy(() -> ServerOptions.builder().limits(null))
                .withMessage("limits");
        assertThatNullPointerException()
                .isThrownBy(() -> Limits.builder().requestRate(null))
                .withMessage("requestRate");
        assertThatNullPointerException()
                .isThrownBy(() -> Limits.builder().responseRate(null))
                .withMessage("responseRate");
    }

    @Test
    void dataRates() {
        assertThatNoException().isThrownBy(() -> new DataRate(1, Duration.ofNanos(1)));
        assertThatNoException().isThrownBy(() -> new DataRate(1, Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataRate(0, Duration.ofSeconds(1)))
                .withMessageContaining("bytesPerSecond is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataRate(1, Duration.ZERO))
                .withMessageContaining("grace is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataRate(1, Duration.ofDays(1).plusNanos(1)))
                .withMessageContaining("at most one day");
    }

    @Test
    void endpointsOfUrls() {
        assertThat(Endpoint.of("http://localhost:8080")).isEqualTo(Endpoint.localhost(8080));
        assertThat(Endpoint.of("http://localhost")).isEqualTo(Endpoint.localhost(80));
        assertThat(Endpoint.of("http://localhost:0/")).isEqualTo(Endpoint.localhost(0));
        assertThat(Endpoint.of("http://*:80")).isEqualTo(Endpoint.anyAddress(80));
        assertThat(Endpoint.of("http://[::1]:81")).isEqualTo(Endpoint.tcp("::1", 81));
        assertThat(Endpoint.of("http://[::1]")).isEqualTo(Endpoint.tcp("::1", 80));
        assertThat(Endpoint.of("http://unix:/run/a.sock")).isEqualTo(Endpoint.unix(Path.of("/run/a.sock")));
    }

    @Test
    void urlsOfEndpoints() {
        for (String url :
                List.of("http://localhost:8080", "http://*:80", "http://[::1]:81", "http://unix:/run/a.sock")) {
            assertThat(Endpoint.of(url).url()).isEqualTo(url);
        }
        assertThat(Endpoint.inherited().url()).isEqualTo("http://inherited");
    }

    @Test
    void addressesOfEndpoints() {
        for (Endpoint endpoint :
                List.of(Endpoint.localhost(1), Endpoint.unix(Path.of("/run/a.sock")), Endpoint.inherited())) {
            assertThat(endpoint.address()).isEqualTo(endpoint);
            assertThat(endpoint.withProxyProtocol(TrustedPeers.LOOPBACK)
                            .withTls(TlsOptions.development())
                            .address())
                    .isEqualTo(endpoint);
        }
    }

    @Test
    void noEndpoints() {
        for (String url : List.of(
                "localhost:8080",
                "https://localhost",
                "http://",
                "http://localhost:x",
                "http://localhost:65536",
                "http://localhost:-1",
                "http://localhost/path",
                "http://:80",
                "")) {
            assertThatIllegalArgumentException().as(url).isThrownBy(() -> Endpoint.of(url));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.localhost(65_536))
                .withMessage("port is 65536; it must be from 0 to 65535, 0 for any");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.unix(Path.of("a.sock")))
                .withMessageContaining("relative");
    }

    @Test
    void socketIsOurs() {
        assertThat(Endpoint.unix(Path.of("/a"))).isEqualTo(Endpoint.unix(Path.of("/a"), "rw-------"));
        assertThat(((Endpoint.Unix) Endpoint.unix(Path.of("/a"), "rw-rw----")).mode())
                .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }
}
