package dev.lanner.queue;

import dev.lanner.internal.server.ChildJvm;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;

/** A broker in a process of its own that takes all file descriptors that it can have, or lets go of them, as it is told. */
public final class CrampedBroker {
    private static final int DESCRIPTORS = 300;

    private CrampedBroker() {}

    static ChildJvm start(Path socket) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(CrampedBroker.class, socket.toString()));
        return ChildJvm.start(command);
    }

    /** @param args the broker's socket */
    public static void main(String[] args) throws Exception {
        loadClasses(Path.of("target", "classes"));
        List<InputStream> taken = new ArrayList<>();
        try (Brokered brokered = Brokered.start(Path.of(args[0]));
                Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
            System.out.println("port " + brokered.port());
            while (in.hasNextLine()) {
                if (in.nextLine().equals("take")) {
                    take(taken);
                } else {
                    for (InputStream each : taken) {
                        each.close();
                    }
                }
                System.out.println("done");
            }
        }
    }

    private static void take(List<InputStream> taken) {
        try {
            while (taken.size() <= DESCRIPTORS) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            System.out.println(full.getMessage());
        }
    }

    /** From a folder, that takes descriptors. */
    private static void loadClasses(Path folder) throws IOException, ClassNotFoundException {
        List<Path> files;
        try (Stream<Path> walked = Files.walk(folder.resolve("dev"))) {
            files = walked.filter(file -> file.toString().endsWith(".class") && !file.endsWith("package-info.class"))
                    .toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            String className =
                    name.substring(0, name.length() - ".class".length()).replace('/', '.');
            Class.forName(className, false, CrampedBroker.class.getClassLoader());
        }
    }
}
