package dev.lanner.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * The part of the application that is measured over HTTP/2, over Netty's frames as in its example {@code helloworld}: the
 * leanest of its three interfaces.
 */
final class NettyHttp2Handler extends Http2ConnectionHandler {
    private static final AsciiString OK = AsciiString.cached("200");
    private static final AsciiString TEXT = AsciiString.cached("text/plain");
    private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");

    private NettyHttp2Handler(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        super(decoder, encoder, settings);
    }

    static NettyHttp2Handler create() {
        return new Builder().build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<NettyHttp2Handler, Builder> {
        @Override
        protected NettyHttp2Handler build() {
            return super.build();
        }

        @Override
        protected NettyHttp2Handler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            frameListener(new Streams(encoder));
            return new NettyHttp2Handler(decoder, encoder, settings);
        }
    }

    private static final class Streams extends Http2FrameAdapter {
        private final Http2ConnectionEncoder encoder;
        private final IntObjectMap<ByteBuf> echoes = new IntObjectHashMap<>();

        Streams(Http2ConnectionEncoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers head,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end) {
            onHeadersRead(context, stream, head, padding, end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers head, int padding, boolean end) {
            switch (head.path().toString()) {
                case "/plaintext" -> write(context, stream, TEXT, Unpooled.wrappedBuffer(Benchmark.PLAINTEXT));
                case "/100k" -> write(context, stream, BYTES, Unpooled.wrappedBuffer(Benchmark.HUNDRED_KIB));
                default -> echoes.put(stream, context.alloc().buffer());
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
            int taken = data.readableBytes() + padding;
            echoes.get(stream).writeBytes(data);
            if (end) {
                write(context, stream, BYTES, echoes.remove(stream));
            }
            return taken;
        }

        private void write(ChannelHandlerContext context, int stream, AsciiString type, ByteBuf content) {
            Http2Headers head = new DefaultHttp2Headers(false)
                    .status(OK)
                    .set(HttpHeaderNames.CONTENT_TYPE, type)
                    .set(HttpHeaderNames.DATE, CachedDate.now())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
            encoder.writeHeaders(context, stream, head, 0, false, context.newPromise());
            encoder.writeData(context, stream, content, 0, true, context.newPromise());
        }
    }
}
