package dev.lanner.internal.net;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Shows what passes through a transport, in the form in which the text tests are written: {@code >} is the peer, {@code <}
 * is us, and bytes that can't be seen are escaped. Values of secret fields are masked.
 */
public final class TracingTransport implements Transport {
    private static final System.Logger LOGGER = System.getLogger("lanner.wire");
    private static final Pattern SECRET =
            Pattern.compile("(?i)^((?:proxy-)?authorization|cookie|set-cookie)(: *)(.*?)(\\\\r\\\\n)?$");

    private final Transport transport;
    private final String name;
    private volatile boolean inputClosed;
    private volatile boolean closed;

    private TracingTransport(Transport transport, String name) {
        this.transport = transport;
        this.name = name;
    }

    /** The transport itself, unless the logger {@code lanner.wire} is at TRACE. */
    public static Transport around(Transport transport, String name) {
        return LOGGER.isLoggable(Level.TRACE) ? new TracingTransport(transport, name) : transport;
    }

    /** Bytes as lines of a text test, each with the mark before it. */
    public static String render(String mark, byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            escape(line, bytes[i]);
            if (bytes[i] == '\n' || i == from + length - 1) {
                text.append(mark)
                        .append(' ')
                        .append(SECRET.matcher(line).replaceFirst("$1$2***$4"))
                        .append('\n');
                line.setLength(0);
            }
        }
        return text.toString();
    }

    private static void escape(StringBuilder line, byte b) {
        switch (b) {
            case '\r' -> line.append("\\r");
            case '\n' -> line.append("\\n");
            case '\t' -> line.append("\\t");
            case '\\' -> line.append("\\\\");
            default -> {
                if (b >= ' ' && b < 0x7f) {
                    line.append((char) b);
                } else {
                    line.append(String.format(Locale.ROOT, "\\x%02x", b & 0xff));
                }
            }
        }
    }

    private void log(String mark, byte[] bytes, int from, int length) {
        String text = render(mark, bytes, from, length);
        LOGGER.log(Level.TRACE, "{0}\n{1}", name, text.substring(0, text.length() - 1));
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int read = transport.read(target, from, length);
        if (read > 0) {
            log(">", target, from, read);
        } else if (!inputClosed) {
            LOGGER.log(Level.TRACE, "{0}\n> (end)", name);
        }
        return read;
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        int written = transport.write(source, from, length);
        log("<", source, from, written);
        return written;
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        long written = transport.writeFile(file, position, count);
        byte[] note = ("(" + written + " bytes of a file)").getBytes(StandardCharsets.ISO_8859_1);
        log("<", note, 0, note.length);
        return written;
    }

    @Override
    public void idle() {
        transport.idle();
    }

    @Override
    public void closeOutput() {
        LOGGER.log(Level.TRACE, "{0}\n< (end)", name);
        transport.closeOutput();
    }

    @Override
    public void closeInput() {
        inputClosed = true;
        transport.closeInput();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LOGGER.log(Level.TRACE, "{0}\n< (close)", name);
        }
        transport.close();
    }

    @Override
    public void reset() {
        if (!closed) {
            closed = true;
            LOGGER.log(Level.TRACE, "{0}\n< (reset)", name);
        }
        transport.reset();
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }
}
