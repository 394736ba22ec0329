package dev.lanner.soak;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Slow, and lawful: in small pieces, with pauses between them, of which there are so many and no more. */
final class Leisure {
    private static final int PAUSES = 100;
    private static final int LONGEST_PAUSE_MILLIS = 30;
    private static final int LARGEST_PIECE = 4_096;

    private Leisure() {}

    static InputStream input(InputStream in, Random random, Curfew curfew) {
        return new FilterInputStream(in) {
            private int pauses = PAUSES;

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                if (pauses == 0) {
                    return in.read(target, from, length);
                }
                pauses--;
                curfew.rest(random.nextInt(LONGEST_PAUSE_MILLIS));
                return in.read(target, from, Math.min(length, 1 + random.nextInt(LARGEST_PIECE)));
            }
        };
    }

    static OutputStream output(OutputStream out, Random random, Curfew curfew) {
        return new FilterOutputStream(out) {
            private int pauses = PAUSES;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int done = 0;
                while (pauses > 0 && done < length) {
                    pauses--;
                    curfew.rest(random.nextInt(LONGEST_PAUSE_MILLIS));
                    int piece = Math.min(length - done, 1 + random.nextInt(LARGEST_PIECE));
                    out.write(bytes, from + done, piece);
                    out.flush();
                    done += piece;
                }
                out.write(bytes, from + done, length - done);
            }
        };
    }
}
