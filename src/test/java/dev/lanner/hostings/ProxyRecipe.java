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
            "slotmem_shm",
            "lbmethod_byrequests",
            "proxy_balancer",
            "proxy_hcheck",
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
        String recipe = Files.readString(Path.of("docs", "proxies", file)).replace(FOLDER, demo.path() + "");
        List<String> lines =
                recipe.lines().filter(line -> line.contains(BACK_END)).toList();
        assertThat(lines).hasSize(1);
        assertThat(recipe).contains("443");
        String servers = IntStream.range(0, backEnds.size())
                .mapToObj(i -> server(lines.getFirst(), i, backEnds.get(i)))
                .collect(Collectors.joining("\n"));
        String here = recipe.replace(lines.getFirst(), servers);
        Path written = run.resolve(file);
        return switch (this) {
            case NGINX -> {
                Files.writeString(written, NGINX_FRAME + here.replace("listen 443", "listen " + listen) + "}\n");
                yield List.of(program(), "-p", run.toString(), "-c", written.toString(), "-e", "nginx.log");
            }
            case HTTPD, HTTPD_HTTP2 -> {
                Files.writeString(written, httpdFrame(run, listen) + here.replace("*:443", listen));
                yield List.of(program(), "-d", run.toString(), "-f", written.toString(), "-DFOREGROUND");
            }
            case HAPROXY, HAPROXY_HTTP2, HAPROXY_TCP -> {
                Files.writeString(written, here.replace("bind :443", "bind " + listen));
                yield List.of(program(), "-db", "-f", written.toString());
            }
        };
    }

    /** The line of a recipe that names the application, for one of several. */
    private String server(String line, int number, String backEnd) {
        boolean isFile = backEnd.startsWith("/");
        return switch (this) {
            case NGINX -> line.replace(BACK_END, (isFile ? "unix:" : "") + backEnd);
            case HTTPD, HTTPD_HTTP2 ->
                isFile
                        ? line.replaceFirst("(http|h2c)://" + BACK_END, "unix:" + backEnd + "|$1://localhost")
                        : line.replace(BACK_END, backEnd);
            case HAPROXY, HAPROXY_HTTP2, HAPROXY_TCP ->
                line.replace(" one ", " s" + number + " ").replace(BACK_END, (isFile ? "unix@" : "") + backEnd);
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
