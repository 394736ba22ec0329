package dev.lanner.hosting;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the classes of a folder that can be started, by their class files (JVMS §4). */
final class MainClass {
    private static final int FEATURE_OF_INSTANCE_MAIN = 25;

    private MainClass() {}

    /**
     * The class to be started.
     *
     * @param folder of class files
     * @param source what they were made from, for messages
     * @param preferred the name of one that is taken where there are several; null for none
     * @throws UsageException if there is none, or several, in one sentence
     */
    static String find(Path folder, Path source, String preferred) throws UsageException, IOException {
        List<String> found = all(folder);
        if (found.isEmpty()) {
            throw new UsageException("no class in " + source + " has a main method.");
        }
        List<String> preferredOnes = found.stream()
                .filter(name -> name.equals(preferred) || name.endsWith("." + preferred))
                .toList();
        if (preferredOnes.size() == 1) {
            return preferredOnes.getFirst();
        }
        if (found.size() > 1) {
            throw new UsageException("several classes in " + source + " have a main method: " + String.join(", ", found)
                    + ". Say which by " + Option.MAIN.word() + ".");
        }
        return found.getFirst();
    }

    private static List<String> all(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            if (hasMain(Files.readAllBytes(file))) {
                found.add(name.substring(0, name.length() - ".class".length())
                        .replace(file.getFileSystem().getSeparator(), "."));
            }
        }
        return found;
    }

    private static boolean hasMain(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8);
        String[] texts = constants(in);
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
            in.skipNBytes(6);
            skipAttributes(in);
        }
        for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
            int access = in.readUnsignedShort();
            String name = texts[in.readUnsignedShort()];
            String descriptor = texts[in.readUnsignedShort()];
            skipAttributes(in);
            if (name.equals("main") && isMain(access, descriptor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMain(int access, String descriptor) {
        boolean takesArguments = descriptor.equals("([Ljava/lang/String;)V");
        int wanted = AccessFlag.PUBLIC.mask() | AccessFlag.STATIC.mask();
        if (takesArguments && (access & wanted) == wanted) {
            return true;
        }
        return Runtime.version().feature() >= FEATURE_OF_INSTANCE_MAIN
                && (takesArguments || descriptor.equals("()V"))
                && (access & AccessFlag.PRIVATE.mask()) == 0;
    }

    /** The texts of the constant pool (JVMS §4.4) by their number. */
    private static String[] constants(DataInputStream in) throws IOException {
        String[] texts = new String[in.readUnsignedShort()];
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // JVMS §4.4.5: these take two numbers
                }
                case 15 -> in.skipNBytes(3);
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                default -> in.skipNBytes(4);
            }
        }
        return texts;
    }

    private static void skipAttributes(DataInputStream in) throws IOException {
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            in.skipNBytes(2);
            in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
        }
    }
}
