package dev.lanner.peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat with servlets on virtual threads, and its own servlet for files, which sends them without copying. */
final class TomcatServer {
    private static final Logger LOG = Logger.getLogger("org.apache");
    private static final int CONNECTIONS = 20_000;

    private TomcatServer() {}

    public static void main(String[] arguments) throws Exception {
        LOG.setLevel(Level.WARNING);
        Benchmark benchmark = Benchmark.of(arguments);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(benchmark.directory().resolve("tomcat").toString());
        tomcat.getService().addConnector(connector(benchmark.clear()));
        tomcat.getService().addConnector(secure(connector(benchmark.tls()), benchmark));
        Context context = tomcat.addContext("", benchmark.directory().toString());
        Wrapper application = Tomcat.addServlet(context, "application", new Application());
        for (String path : new String[] {"/plaintext", "/100k", "/echo", "/upload", "/sleep"}) {
            application.addMapping(path);
        }
        Tomcat.addServlet(context, "files", new DefaultServlet()).addMapping("/");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static Connector connector(int port) {
        Http11NioProtocol protocol = new Http11NioProtocol();
        Connector connector = new Connector(protocol);
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("useVirtualThreads", "true");
        protocol.setMaxConnections(CONNECTIONS);
        protocol.setAcceptCount(Benchmark.BACKLOG);
        protocol.setMaxKeepAliveRequests(-1);
        protocol.setKeepAliveTimeout(Benchmark.IDLE_MILLIS);
        Http2Protocol http2 = new Http2Protocol();
        http2.setKeepAliveTimeout(Benchmark.IDLE_MILLIS);
        connector.addUpgradeProtocol(http2);
        return connector;
    }

    private static Connector secure(Connector connector, Benchmark benchmark) {
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        certificate.setCertificateFile(benchmark.certificate().toString());
        certificate.setCertificateKeyFile(benchmark.key().toString());
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        return connector;
    }

    private static final class Application extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getServletPath()) {
                case "/plaintext" -> answer(response, "text/plain", Benchmark.PLAINTEXT);
                case "/100k" -> answer(response, "application/octet-stream", Benchmark.HUNDRED_KIB);
                case "/echo" ->
                    answer(
                            response,
                            "application/octet-stream",
                            request.getInputStream().readAllBytes());
                case "/upload" -> {
                    String count = Long.toString(Benchmark.count(request.getInputStream()));
                    answer(response, "text/plain", count.getBytes(StandardCharsets.US_ASCII));
                }
                default -> {
                    Benchmark.sleep();
                    answer(response, "text/plain", Benchmark.PLAINTEXT);
                }
            }
        }

        private static void answer(HttpServletResponse response, String type, byte[] content) throws IOException {
            response.setContentType(type);
            response.setContentLength(content.length);
            response.getOutputStream().write(content);
        }
    }
}
