package dev.lanner.measure;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One connection to a measured server, and the one request that it makes in each way. */
final class Client implements Closeable {
    static final String CONTENT = "Hello, World!";

    private static final byte[] REQUEST_1 =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Preface, SETTINGS, SETTINGS ACK, and HEADERS with GET, the scheme, / and localhost. */
    private static final byte[] REQUEST_2 = ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                    + "\0\0\0\4\0\0\0\0\0"
                    + "\0\0\0\4\1\0\0\0\0"
                    + "\0\0\16\1\5\0\0\0\1\u0082\0\u0084\1\11localhost")
            .getBytes(StandardCharsets.ISO_8859_1);

    /** Fields of the static table (RFC 7541 appendix A). */
    private static final byte SCHEME_HTTP = (byte) 0x86;

    private static final byte SCHEME_HTTPS = (byte) 0x87;
    private static final int SCHEME_AT = REQUEST_2.length - 13;

    private static final int FRAME_HEADER = 9;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;

    private final Socket socket;

    private Client(Socket socket) {
        this.socket = socket;
    }

    /** In the clear. */
    static Client clear(int port) throws IOException {
        return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Over TLS, after the handshake. */
    static Client secured(int port, SSLContext context, String tlsVersion, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setProtocols(new String[] {tlsVersion});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Client(socket);
    }

    /** A context that trusts everybody, and remembers sessions of its own. */
    static SSLContext newContext() throws GeneralSecurityException {
        TrustManager everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {everybody}, new SecureRandom());
        return context;
    }

    /** Whether the session is older than a moment: then it was resumed. */
    boolean isResumed(long handshakeBegan) {
        return ((SSLSocket) socket).getSession().getCreationTime() < handshakeBegan;
    }

    /** A request and its whole answer, with HTTP/1.1. */
    Client askByHttp1() throws IOException {
        send(REQUEST_1);
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith(CONTENT)) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server has closed the connection after: " + answer);
            }
            answer.append((char) b);
        }
        return this;
    }

    /** The same with HTTP/2. */
    Client askByHttp2() throws IOException {
        byte[] request = REQUEST_2.clone();
        request[SCHEME_AT] = socket instanceof SSLSocket ? SCHEME_HTTPS : SCHEME_HTTP;
        send(request);
        InputStream in = socket.getInputStream();
        boolean ended = false;
        while (!ended) {
            byte[] header = in.readNBytes(FRAME_HEADER);
            if (header.length < FRAME_HEADER) {
                throw new EOFException("the server has closed the connection");
            }
            in.skipNBytes((header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff);
            ended = header[3] <= HEADERS && (header[4] & END_STREAM) != 0;
        }
        return this;
    }

    private void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
