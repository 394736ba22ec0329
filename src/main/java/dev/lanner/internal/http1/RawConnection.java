package dev.lanner.internal.http1;

import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.ByteOutput;
import dev.lanner.internal.net.StackRoom;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection that HTTP has left: its bytes, as they are. One thread reads, one writes. */
record RawConnection(ByteInput in, ByteOutput out, Transport transport) implements Tunnel.Carrier {
    @Override
    public int read(ByteBuffer target) throws IOException {
        StackRoom.require();
        return in.read(target, target.remaining());
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        out.write(source, from, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void closeOutput() throws IOException {
        out.flush();
        transport.closeOutput();
    }

    @Override
    public void closeInput() {
        transport.closeInput();
    }
}
