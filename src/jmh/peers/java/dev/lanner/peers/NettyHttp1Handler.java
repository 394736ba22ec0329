package dev.lanner.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The application over Netty's HTTP/1.1; answers to pipelined requests leave together. */
final class NettyHttp1Handler extends SimpleChannelInboundHandler<HttpObject> {
    private static final AsciiString TEXT = AsciiString.cached("text/plain");
    private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");

    private final Path files;
    private final boolean secure;
    private String path;
    private boolean keepAlive;
    private long received;
    private ByteBuf echo;

    NettyHttp1Handler(Path files, boolean secure) {
        this.files = files;
        this.secure = secure;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
        if (message instanceof HttpRequest request) {
            path = request.uri();
            keepAlive = HttpUtil.isKeepAlive(request);
            received = 0;
            echo = path.equals("/echo") ? context.alloc().buffer() : null;
        }
        if (message instanceof HttpContent part) {
            received += part.content().readableBytes();
            if (echo != null) {
                echo.writeBytes(part.content());
            }
            if (part instanceof LastHttpContent) {
                answer(context);
            }
        }
    }

    private void answer(ChannelHandlerContext context) throws IOException {
        switch (path) {
            case "/plaintext" -> write(context, TEXT, Unpooled.wrappedBuffer(Benchmark.PLAINTEXT));
            case "/100k" -> write(context, BYTES, Unpooled.wrappedBuffer(Benchmark.HUNDRED_KIB));
            case "/echo" -> write(context, BYTES, echo);
            case "/upload" ->
                write(
                        context,
                        TEXT,
                        Unpooled.wrappedBuffer(Long.toString(received).getBytes(StandardCharsets.US_ASCII)));
            case "/sleep" ->
                Thread.ofVirtual().start(() -> {
                    Benchmark.sleep();
                    write(context, TEXT, Unpooled.wrappedBuffer(Benchmark.PLAINTEXT));
                    context.flush();
                });
            default -> file(context, files.resolve(Path.of(path).getFileName()));
        }
    }

    private void write(ChannelHandlerContext context, AsciiString type, ByteBuf content) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
        fields(response, type, content.readableBytes());
        closeUnlessKept(context.write(response));
    }

    private void file(ChannelHandlerContext context, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        fields(response, BYTES, channel.size());
        context.write(response);
        context.write(secure ? new ChunkedNioFile(channel) : new DefaultFileRegion(channel, 0, channel.size()));
        closeUnlessKept(context.write(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    private void fields(HttpResponse response, AsciiString type, long length) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.DATE, CachedDate.now())
                .set(HttpHeaderNames.CONTENT_LENGTH, length);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
    }

    private void closeUnlessKept(ChannelFuture written) {
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
        context.close();
    }
}
