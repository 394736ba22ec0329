package dev.lanner.internal.server;

import dev.lanner.Pipeline;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;

/** A server in a process of its own that shares its port with others. Answers its process id; says {@code port} and which. */
public final class Replica {
    private Replica() {}

    static ChildJvm start(int port) throws IOException {
        return ChildJvm.start(ChildJvm.command(Replica.class, "" + port));
    }

    /** @param args the port, 0 for any */
    public static void main(String[] args) throws IOException {
        EdgeServer server = new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", Integer.parseInt(args[0])))
                .reusePort(true)
                .build());
        server.start(Pipeline.of(
                context -> context.response().text("" + ProcessHandle.current().pid())));
        System.out.println("port " + TestServer.port(server));
    }
}
