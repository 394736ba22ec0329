package dev.lanner.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one table of docs/hosting.md that is made, between two marks: which server gives which feature. */
public final class FeatureTableInDocument {
    static final Path FILE = Path.of("docs", "hosting.md");

    private static final String BEGIN = "<!-- made by FeatureMatrixTest -->\n";
    private static final String END = "<!-- end of what is made -->\n";

    private FeatureTableInDocument() {}

    /** The table. */
    public static String read() throws IOException {
        String document = Files.readString(FILE);
        return document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    }

    /** Puts a table in the place of the one that is there. */
    public static void write(String table) throws IOException {
        String document = Files.readString(FILE);
        Files.writeString(
                FILE,
                document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                        + table
                        + document.substring(document.indexOf(END)));
    }

    /** The document without it. */
    static String rest() throws IOException {
        return Files.readString(FILE).replace(read(), "");
    }
}
