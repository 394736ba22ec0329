package dev.lanner.build;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * The rows of the design (ARCHITECTURE.md), checked on class files by the JDK's own {@code jdeps}.
 *
 * <p>A package imports only from the steps below its own. Where the design draws an arrow within a row, that row takes
 * several steps here; packages of one step do not know each other. So no order of imports that passes holds a cycle.
 */
final class PackageRows {
    /** From the lowest step to the highest. */
    private static final List<Set<String>> STEPS = List.of(
            // row 0: contracts
            Set.of("dev.lanner.http"),
            Set.of("dev.lanner.feature"),
            Set.of("dev.lanner.server"),
            // row 1
            Set.of("dev.lanner.internal.log"),
            Set.of("dev.lanner.internal.net", "dev.lanner.internal.text"),
            Set.of("dev.lanner.internal.tls"),
            // row 2
            Set.of("dev.lanner.internal.exchange", "dev.lanner.internal.hosting", "dev.lanner.internal.hpack"),
            // row 3
            Set.of("dev.lanner.internal.http1", "dev.lanner.internal.http2"),
            // row 4
            Set.of("dev.lanner.internal.server"),
            Set.of("dev.lanner.internal.module"),
            // row 5: the application's view
            Set.of("dev.lanner.configuration"),
            Set.of("dev.lanner"),
            Set.of("dev.lanner.adapter", "dev.lanner.authentication", "dev.lanner.middleware", "dev.lanner.testing"),
            // row 6: whole programs
            Set.of("dev.lanner.internal.forward"),
            Set.of("dev.lanner.gateway", "dev.lanner.queue", "dev.lanner.worker"),
            Set.of("dev.lanner.hosting", "dev.lanner.internal.attach"));

    /** A line of jdeps that says: this package uses that one. Lines about modules are not indented. */
    private static final Pattern USE = Pattern.compile("^ +(dev\\.lanner[\\w.]*) +-> (dev\\.lanner[\\w.]*)?.*");

    private PackageRows() {}

    /** What is wrong with the packages in a folder or jar of {@code classes}, a sentence each; empty if nothing is. */
    static Set<String> violations(Path classes) {
        var violations = new TreeSet<String>();
        for (String line : jdeps(classes).lines().toList()) {
            var use = USE.matcher(line);
            if (use.matches()) {
                check(use.group(1), use.group(2), violations);
            }
        }
        return violations;
    }

    private static void check(String user, String used, Set<String> violations) {
        int from = step(user);
        if (from < 0) {
            violations.add(user + " has no row: give it one in PackageRows.STEPS and in ARCHITECTURE.md,"
                    + " as low as what it imports allows");
        } else if (used != null && step(used) >= from) {
            violations.add(user + " imports " + used + ", which is not below it: move what both need to a row below");
        }
    }

    private static int step(String name) {
        for (int step = 0; step < STEPS.size(); step++) {
            if (STEPS.get(step).contains(name)) {
                return step;
            }
        }
        return -1;
    }

    private static String jdeps(Path classes) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(writer, writer, "-verbose:package", classes.toString());
        if (exit != 0) {
            throw new AssertionError("jdeps: " + out);
        }
        return out.toString();
    }
}
