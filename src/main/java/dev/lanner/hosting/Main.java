package dev.lanner.hosting;

/** The command {@code lanner}. */
public final class Main {
    private Main() {}

    /**
     * Answers {@code --version}.
     *
     * @param args what follows the command's name
     */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("Lanner " + version());
        } else {
            System.err.println("usage: lanner --version");
            System.exit(2);
        }
    }

    /** What the jar says of itself: the module's descriptor on the module path, the manifest on the class path. */
    private static String version() {
        Module module = Main.class.getModule();
        return module.isNamed()
                ? module.getDescriptor().rawVersion().orElseThrow()
                : Main.class.getPackage().getImplementationVersion();
    }
}
