package dev.lanner.hostings;

import java.util.List;
import java.util.Set;

/** Behind HAProxy as a balancer of connections: TLS is the application's, and the PROXY protocol tells the client's address. */
class HaproxyTcpHostingIT extends HostingKit {
    @Override
    Hosting host(DemoFolder demo) throws Exception {
        ProxyRecipe.HAPROXY_TCP.program();
        DemoProcess process = DemoProcess.start(demo, DemoApplication.PROXIED + "https://127.0.0.1:0");
        String backEnd = process.address().substring("https://".length());
        ProxyProcess proxy = ProxyProcess.start(ProxyRecipe.HAPROXY_TCP, demo, List.of(backEnd));
        return new ProxyHostingKit.Behind(demo, Set.of(), proxy, List.of(process));
    }
}
