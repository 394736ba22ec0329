package dev.lanner.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.nio.file.Path;
import java.util.List;

/** Netty on native epoll, one event loop for each core, with the TLS of the JDK. */
final class NettyServer {
    private static final int PREFACE_BEGINS = 'P' << 16 | 'R' << 8 | 'I';

    private NettyServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        SslContext ssl = SslContextBuilder.forServer(
                        benchmark.certificate().toFile(), benchmark.key().toFile())
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Class<? extends ServerChannel> channel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        for (boolean secure : new boolean[] {false, true}) {
            new ServerBootstrap()
                    .group(loops)
                    .channel(channel)
                    .option(ChannelOption.SO_BACKLOG, Benchmark.BACKLOG)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel connection) {
                            if (secure) {
                                connection
                                        .pipeline()
                                        .addLast(ssl.newHandler(connection.alloc()), new ByAlpn(benchmark.files()));
                            } else {
                                connection.pipeline().addLast(new ByPreface(benchmark.files()));
                            }
                        }
                    })
                    .bind(Benchmark.address(secure ? benchmark.tls() : benchmark.clear()))
                    .sync();
        }
    }

    private static void http1(ChannelPipeline pipeline, Path files, boolean secure) {
        pipeline.addLast(new HttpServerCodec());
        if (secure) {
            pipeline.addLast(new ChunkedWriteHandler());
        }
        pipeline.addLast(new NettyHttp1Handler(files, secure));
    }

    private static final class ByAlpn extends ApplicationProtocolNegotiationHandler {
        private final Path files;

        ByAlpn(Path files) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.files = files;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                context.pipeline().addLast(NettyHttp2Handler.create());
            } else {
                http1(context.pipeline(), files, true);
            }
        }
    }

    private static final class ByPreface extends ByteToMessageDecoder {
        private final Path files;

        ByPreface(Path files) {
            this.files = files;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < 3) {
                return;
            }
            if (in.getUnsignedMedium(in.readerIndex()) == PREFACE_BEGINS) {
                context.pipeline().addLast(NettyHttp2Handler.create());
            } else {
                http1(context.pipeline(), files, false);
            }
            context.pipeline().remove(this);
        }
    }
}
