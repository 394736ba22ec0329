package dev.lanner.kit;

import dev.lanner.feature.DuplexStream;
import java.io.IOException;

/** What an application does that has left HTTP: sends each byte back that comes, until no more comes. */
public final class Echo {
    private Echo() {}

    public static void all(DuplexStream stream) throws IOException {
        try (stream) {
            byte[] some = new byte[1_000];
            for (int read = stream.input().read(some);
                    read >= 0;
                    read = stream.input().read(some)) {
                stream.output().write(some, 0, read);
                stream.output().flush();
            }
        }
    }
}
