package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files of docs/proxies, and how the programs that they are for are started by somebody without rights, in a folder. */
enum ProxyRecipe {
    NGINX("nginx", "nginx.conf"),
    HTTPD("apache2", "httpd.conf"),
    HTTPD_HTTP2("apache2", "httpd-http2.conf"),
    HAPROXY("haproxy", "haproxy.cfg"),
    HAPROXY_HTTP2("haproxy", "haproxy-http2.cfg"),
    HAPROXY_TCP("haproxy", "haproxy-tcp.cfg");

    private static final String FOLDER = "/etc/lanner";
    private static final String BACK_END = "127.0.0.1:5000";

    /** What Debian's main files have around the recipe. */
    private static final String NGINX_FRAME = """
            worker_processes 1;
            pid nginx.pid;
            daemon off;
            error_log nginx.log;
            events {}
            http {
                access_log off;
                client_body_temp_path nginx-body;
                proxy_temp_path nginx-proxy;
                fastcgi_temp_path nginx-fastcgi;
                uwsgi_temp_path nginx-uwsgi;
                scgi_temp_path nginx-scgi;
            """;

    private static final List<String> HTTPD_MODULES = List.of(
            "mpm_event",
            "authz_core",
            "headers",
            "ssl",
            "socache_shmcb",
            "proxy",
            "proxy_http",
            "proxy_http2",
            "http2");

    private final String program;
    private final String file;

    ProxyRecipe(String program, String file) {
        this.program = program;
        this.file = file;
    }

    /** Skips the test where the program is missing. */
    String program() {
        return Command.require(program).toString();
    }

    /**
     * The command that starts the proxy in the foreground, after its file was written.
     *
     * @param run where the proxy runs
     * @param demo what it reads
     * @param listen the address and port in the place of port 443
     * @param backEnds addresses with ports, or paths of sockets
     */
    List<String> prepare(Path run, DemoFolder demo, String listen, List<String> backEnds) throws IOException {
        String recipe = Files.readString(Path.of("docs", "proxies", file));
        assertThat(recipe).contains(BACK_END).contains("443");
        String here = recipe.replace(FOLDER, demo.path().toString());
        Path written = run.resolve(file);
        return switch (this) {
            case NGINX -> {
                String servers = backEnds.stream()
                        .map(backEnd -> "server " + (backEnd.startsWith("/") ? "unix:" : "") + backEnd + ";")
                        .collect(Collectors.joining("\n"));
                Files.writeString(
                        written,
                        NGINX_FRAME
                                + here.replace("listen 443", "listen " + listen)
                                        .replace("server " + BACK_END + ";", servers)
                                + "}\n");
                yield List.of(program(), "-p", run.toString(), "-c", written.toString(), "-e", "nginx.log");
            }
            case HTTPD, HTTPD_HTTP2 -> {
                assertThat(backEnds).as("this recipe has no balancer").hasSize(1);
                String backEnd = backEnds.getFirst();
                String target =
                        backEnd.startsWith("/") ? "unix:" + backEnd + "|$1://localhost/" : "$1://" + backEnd + "/";
                Files.writeString(
                        written,
                        httpdFrame(run, listen)
                                + here.replace("*:443", listen).replaceAll("(http|h2c)://" + BACK_END + "/", target));
                yield List.of(program(), "-d", run.toString(), "-f", written.toString(), "-DFOREGROUND");
            }
            case HAPROXY, HAPROXY_HTTP2, HAPROXY_TCP -> {
                String servers = IntStream.range(0, backEnds.size())
                        .mapToObj(i -> "    server s" + i + " "
                                + (backEnds.get(i).startsWith("/") ? "unix@" : "") + backEnds.get(i))
                        .collect(Collectors.joining("\n"));
                Files.writeString(
                        written,
                        here.replace("bind :443", "bind " + listen).replace("    server one " + BACK_END, servers));
                yield List.of(program(), "-db", "-f", written.toString());
            }
        };
    }

    private static String httpdFrame(Path run, String listen) {
        String modules = HTTPD_MODULES.stream()
                .map(name -> "LoadModule " + name + "_module /usr/lib/apache2/modules/mod_" + name + ".so\n")
                .collect(Collectors.joining());
        return modules + "ServerName demo.example\nListen " + listen + "\nPidFile httpd.pid\nErrorLog httpd.log\n"
                + "DefaultRuntimeDir " + run + "\nMutex pthread\nSSLSessionCache none\n";
    }
}
