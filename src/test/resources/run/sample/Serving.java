import dev.lanner.Lanner;
import java.io.IOException;

/** A server that says which one it is. */
public class Serving {
    private static final String TEXT = "the first";

    public static void main(String[] args) throws IOException {
        Lanner.run(args, context -> {
            if (context.request().path().equals("/slow")) {
                Thread.sleep(20);
            }
            context.response().text(TEXT);
        });
    }
}
