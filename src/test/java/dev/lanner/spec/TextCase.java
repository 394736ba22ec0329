package dev.lanner.spec;

import dev.lanner.feature.DataRate;
import dev.lanner.feature.EndReason;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.PeerRule;
import dev.lanner.internal.hpack.FieldFault;
import dev.lanner.internal.hpack.HpackRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.internal.http2.Http2Rule;
import dev.lanner.server.Http1Limits;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.Rule;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One text test. CONTRIBUTING.md explains the format.
 *
 * @param file its path below the resources
 * @param line where its title stands, from 1
 * @param rule the rule that is broken; null for none
 * @param end why the connection ends; null if the case does not say
 */
record TextCase(
        String file,
        int line,
        String title,
        Protocol protocol,
        Rule rule,
        ServerOptions options,
        EndReason end,
        List<Step> steps) {
    /** The folder of all text tests. */
    static final Path RESOURCES = Path.of("src", "test", "resources");

    /** Where the cases are. */
    static final List<String> FOLDERS =
            List.of("limits", "rfc7541", "rfc8441", "rfc9110", "rfc9112", "rfc9113", "rfc9218");

    /** What is spoken. */
    enum Protocol {
        HTTP_1_1,
        HTTP_2;

        static Protocol named(String name) {
            return switch (name) {
                case "HTTP/1.1" -> HTTP_1_1;
                case "HTTP/2" -> HTTP_2;
                default -> throw new IllegalArgumentException("no such protocol: " + name);
            };
        }
    }

    /** What happens, in this order. Bytes are texts of one character each (ISO-8859-1). */
    sealed interface Step {}

    /** The client sends. */
    record Send(String bytes) implements Step {}

    /** The server has sent exactly this, beyond what was expected before. */
    record Expect(String bytes) implements Step {}

    /** The same in HTTP/2. */
    record ExpectFrames(List<TextFrame> frames) implements Step {}

    /** What an HTTP/2 connection begins with, if the case is not about that: the preface and SETTINGS both ways. */
    record Begin() implements Step {}

    /** Something else happens: the name of a directive, and its argument. */
    record Event(String name, String argument) implements Step {}

    /** All rules that a client can break. */
    private static final List<Rule[]> RULES =
            List.of(Http1Rule.values(), HttpRule.values(), Http2Rule.values(), HpackRule.values(), FieldFault.values());

    private static final Pattern DIRECTIVE = Pattern.compile("\\((\\w+)(?: ([^()]*))?\\)");

    /** Every text test, in the order of the documents. */
    static List<TextCase> all() {
        return FOLDERS.stream()
                .flatMap(TextCase::files)
                .flatMap(file -> read(file).stream())
                .toList();
    }

    /** The files of a folder that have cases. */
    static Stream<Path> files(String folder) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files
                    // The examples of RFC 7541's appendices have a form and a runner of their own.
                    .filter(file -> !file.getFileName().toString().startsWith("appendix-"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TextCase> read(Path file) {
        try {
            return parse(RESOURCES.relativize(file).toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of a file. */
    static List<TextCase> parse(String file, String text) {
        List<TextCase> cases = new ArrayList<>();
        List<String> lines = text.lines().toList();
        Protocol protocol = Protocol.HTTP_1_1;
        for (int at = 0; at < lines.size(); ) {
            if (lines.get(at).isBlank()) {
                at++;
                continue;
            }
            int end = at;
            while (end < lines.size() && !lines.get(end).isBlank()) {
                end++;
            }
            try {
                Reader reader = new Reader(file, at + 1, protocol);
                reader.read(lines.subList(at, end));
                if (reader.steps.isEmpty()) {
                    protocol = reader.protocol;
                } else {
                    cases.add(reader.made());
                }
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(file + ":" + (at + 1) + ": " + malformed.getMessage(), malformed);
            }
            at = end;
        }
        return cases;
    }

    /** All bytes that the client sends, but for those with which every connection begins. */
    byte[] sent() {
        StringBuilder all = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Send send) {
                all.append(send.bytes);
            }
        }
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return file + ":" + line + " " + title;
    }

    /** The rule of that name. */
    static Rule rule(String name) {
        return RULES.stream()
                .flatMap(Arrays::stream)
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such rule: " + name));
    }

    /** A duration such as {@code 15s}, {@code 100ms} or {@code 1h}. */
    static Duration duration(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    /** The answer to a head that breaks a rule, which is the same for each but for status and name. */
    static String refusal(PeerRule rule, String date) {
        String phrase = rule.status() + " " + HttpStatus.reason(rule.status());
        String text = phrase + ": " + rule.name() + " (" + rule.section() + ")\n";
        String content = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String head = "HTTP/1.1 " + phrase + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Date: " + date + "\r\nContent-Length: " + content.length()
                + "\r\nConnection: close\r\n\r\n";
        return head + content;
    }

    /** Reads one case. */
    private static final class Reader {
        private final String file;
        private final int line;
        private final Limits.Builder limits = Limits.builder();
        private final Http1Limits.Builder http1 = Http1Limits.builder();
        private final Http2Limits.Builder http2 = Http2Limits.builder();
        private final List<Step> steps = new ArrayList<>();
        private final List<String> frames = new ArrayList<>();
        private boolean framesOfClient;
        private Protocol protocol;
        private String title;
        private Rule rule;
        private EndReason end;

        Reader(String file, int line, Protocol protocol) {
            this.file = file;
            this.line = line;
            this.protocol = protocol;
        }

        void read(List<String> lines) {
            for (String text : lines) {
                readLine(text);
            }
            endFrames();
        }

        TextCase made() {
            if (title == null) {
                throw new IllegalArgumentException("a case begins with its title: # what it shows");
            }
            ServerOptions options = ServerOptions.builder()
                    .limits(limits.build())
                    .http1(http1.build())
                    .http2(http2.build())
                    .serverHeader("")
                    .build();
            return new TextCase(file, line, title, protocol, rule, options, end, merged());
        }

        private void readLine(String text) {
            if (text.startsWith("# ")) {
                title = title == null ? text.substring(2) : title;
            } else if (text.startsWith("protocol: ")) {
                protocol = Protocol.named(text.substring(10));
            } else if (text.startsWith("rule: ")) {
                rule = rule(text.substring(6));
            } else if (text.startsWith("end: ")) {
                end = EndReason.valueOf(text.substring(5));
            } else if (text.startsWith("limits: ")) {
                for (String setting : text.substring(8).split(" ", -1)) {
                    set(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
                }
            } else if (text.startsWith("> ") || text.startsWith("< ")) {
                readStep(text.charAt(0) == '>', text.substring(2));
            } else {
                throw new IllegalArgumentException("a line of no known kind: " + text);
            }
        }

        private void readStep(boolean client, String text) {
            Matcher directive = DIRECTIVE.matcher(text);
            boolean frame = protocol == Protocol.HTTP_2 && (!directive.matches() || text.startsWith("(frame "));
            if (frame) {
                readFrame(client, text);
                return;
            }
            endFrames();
            if (!directive.matches()) {
                steps.add(data(client, Escapes.bytes(text)));
                return;
            }
            String name = directive.group(1);
            String argument = directive.group(2) == null ? "" : directive.group(2);
            if (name.equals("repeat")) {
                steps.add(data(client, Escapes.bytes(Escapes.repeated(text))));
            } else if (name.equals("refused")) {
                if (rule == null) {
                    throw new IllegalArgumentException("(refused) needs a rule");
                }
                steps.add(new Event("server refused", ""));
            } else {
                steps.add(new Event((client ? "client " : "server ") + name, argument));
            }
        }

        private void readFrame(boolean client, String text) {
            if (client != framesOfClient) {
                endFrames();
                framesOfClient = client;
            }
            frames.add(text);
        }

        private void endFrames() {
            if (frames.isEmpty()) {
                return;
            }
            List<TextFrame> read = TextFrame.parse(frames);
            frames.clear();
            boolean explicit = !framesOfClient
                    || Set.of("", "PREFACE").contains(read.getFirst().name());
            if (steps.isEmpty() && !explicit) {
                steps.add(new Begin());
            }
            if (framesOfClient) {
                read.forEach(frame -> steps.add(data(true, frame.bytes())));
            } else {
                steps.add(new ExpectFrames(read));
            }
        }

        private static Step data(boolean client, byte[] data) {
            String bytes = new String(data, StandardCharsets.ISO_8859_1);
            return client ? new Send(bytes) : new Expect(bytes);
        }

        /** Lines of one side that follow each other are one step. */
        private List<Step> merged() {
            List<Step> merged = new ArrayList<>();
            for (Step step : steps) {
                Step last = merged.isEmpty() ? null : merged.getLast();
                if (last instanceof Send a && step instanceof Send b) {
                    merged.set(merged.size() - 1, new Send(a.bytes + b.bytes));
                } else if (last instanceof Expect a && step instanceof Expect b) {
                    merged.set(merged.size() - 1, new Expect(a.bytes + b.bytes));
                } else {
                    merged.add(step);
                }
            }
            return List.copyOf(merged);
        }

        private void set(String option, String value) {
            for (Object builder : List.of(limits, http1, http2)) {
                for (Method method : builder.getClass().getMethods()) {
                    if (method.getName().equals(option) && method.getParameterCount() == 1) {
                        try {
                            method.invoke(builder, converted(value, method.getParameterTypes()[0]));
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalArgumentException(option + "=" + value, e);
                        }
                        return;
                    }
                }
            }
            throw new IllegalArgumentException("no such limit: " + option);
        }

        private static Object converted(String value, Class<?> type) {
            if (type == Duration.class) {
                return duration(value);
            }
            if (type == DataRate.class) {
                int slash = value.indexOf('/');
                return new DataRate(Integer.parseInt(value.substring(0, slash)), duration(value.substring(slash + 1)));
            }
            if (type == int.class) {
                return Integer.valueOf(value);
            }
            return Long.valueOf(value);
        }
    }
}
