package dev.lanner.soak;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;

/** A socket whose {@link Fate} is certain. The conversation above it knows nothing of that. */
final class FragileSocket extends Socket {
    /** The longest that a silent or slow client stays: longer than any deadline of the server. */
    private static final long STAY_MILLIS = 90_000;

    private static final int LONGEST_PAUSE_MILLIS = 500;

    private final Fate fate;
    private final Random random;
    private final Curfew curfew;

    FragileSocket(Fate fate, Random random, Curfew curfew) throws IOException {
        this.fate = fate;
        this.random = random;
        this.curfew = curfew;
        curfew.ends(this);
    }

    @Override
    public void close() throws IOException {
        super.close();
        curfew.forget(this);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Input(super.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Output(super.getOutputStream());
    }

    /** Those fates after which the conversation is over. */
    private void end() throws IOException {
        switch (fate.turn()) {
            case RESET -> {
                setSoLinger(true, 0);
                close();
            }
            case CLOSE -> close();
            case HALF_CLOSE -> shutdownOutput();
            case SILENCE -> curfew.rest(random.nextLong(STAY_MILLIS));
            default -> throw new IllegalStateException(fate.toString());
        }
        throw new IOException(fate.toString());
    }

    private void pause() throws IOException {
        if (!curfew.rest(random.nextInt(LONGEST_PAUSE_MILLIS))) {
            close();
        }
    }

    private final class Output extends FilterOutputStream {
        private long left = fate.whileSending() ? fate.after() : Long.MAX_VALUE;

        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int before = (int) Math.min(left, length);
            out.write(bytes, from, before);
            left -= before;
            if (before < length) {
                writeAfter(bytes, from + before, length - before);
            }
        }

        private void writeAfter(byte[] bytes, int from, int length) throws IOException {
            switch (fate.turn()) {
                case DRIP -> {
                    for (int i = 0; i < length; i++) {
                        pause();
                        out.write(bytes[from + i]);
                    }
                }
                case FLIP -> {
                    left = Long.MAX_VALUE;
                    out.write(bytes[from] ^ 1 << random.nextInt(8));
                    out.write(bytes, from + 1, length - 1);
                }
                case NOISE -> {
                    byte[] noise = new byte[length];
                    random.nextBytes(noise);
                    out.write(noise);
                }
                default -> end();
            }
        }
    }

    private final class Input extends FilterInputStream {
        private long left = fate.whileSending() ? Long.MAX_VALUE : fate.after();

        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (left > 0) {
                int read = in.read(target, from, (int) Math.min(left, length));
                left -= Math.max(0, read);
                return read;
            }
            if (fate.turn() != Fate.Turn.SIP) {
                end();
            }
            pause();
            return in.read(target, from, Math.min(1, length));
        }
    }
}
