package dev.lanner.conformance;

import dev.lanner.build.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The program h2spec, a referee of HTTP/2 by others. It is looked for in the system property {@code h2spec.bin}, then in the
 * test dependency that carries version 2.2.0 for x86-64.
 */
final class H2Spec {
    private static final Path FOLDER = Path.of("target", "h2spec");
    private static final int TAR_BLOCK = 512;
    private static final int TAR_SIZE_AT = 124;
    private static final int TAR_SIZE_DIGITS = 11;

    private H2Spec() {}

    /** The program, ready to run. */
    static Path program() throws IOException {
        String given = System.getProperty("h2spec.bin", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String resource = "/h2spec/2.2.0/h2spec_" + system + "_amd64.tar.gz";
        boolean runsHere =
                List.of("amd64", "x86_64").contains(System.getProperty("os.arch")) || system.equals("darwin");
        try (InputStream packed = H2Spec.class.getResourceAsStream(resource)) {
            if (packed == null || !runsHere) {
                throw new IOException("there is no h2spec for this machine in the test dependency: give one by"
                        + " -Dh2spec.bin=/path/to/h2spec");
            }
            return unpack(packed);
        }
    }

    /** The archive has one file behind one header, which has the size in octal digits. */
    private static Path unpack(InputStream packed) throws IOException {
        Path program = FOLDER.resolve("h2spec").toAbsolutePath();
        Files.createDirectories(FOLDER);
        InputStream tar = new GZIPInputStream(packed);
        byte[] header = tar.readNBytes(TAR_BLOCK);
        String size = new String(header, TAR_SIZE_AT, TAR_SIZE_DIGITS, StandardCharsets.US_ASCII).strip();
        Path part = Files.createTempFile(FOLDER, "h2spec", ".part");
        try (var target = Files.newOutputStream(part)) {
            target.write(tar.readNBytes(Integer.parseInt(size, 8)));
        }
        if (!part.toFile().setExecutable(true)) {
            throw new IOException(part + " can't be made executable");
        }
        return Files.move(part, program, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs all cases, and gives the report: JUnit's XML, in which texts can have bytes that XML may not have. */
    static String run(int port, String... more) throws IOException, InterruptedException {
        Path report = Files.createTempFile(Files.createDirectories(FOLDER), "report", ".xml");
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--strict",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--junit-report",
                report.toString()));
        command.addAll(List.of(more));
        Command.Result result = Command.run(command.toArray(String[]::new));
        String xml = Files.readString(report, StandardCharsets.ISO_8859_1)
                .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "?");
        if (xml.isBlank()) {
            throw new IOException("h2spec has written no report:\n" + result.output());
        }
        return xml;
    }
}
