package dev.lanner.internal.tls;

import dev.lanner.internal.server.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/**
 * A client of TLS 1.3 (RFC 8446) made by hand, with X25519 and AES-128-GCM: it sends records that no engine would send, and
 * stops where it likes. It believes every server.
 */
public final class RecordClient implements Closeable {
    /** Whom it asks for. */
    public static final String NAME = "a.example.org";

    public static final int TLS_1_1 = 0x0302;
    public static final int TLS_1_2 = 0x0303;
    public static final int TLS_1_3 = 0x0304;

    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int DATA = 23;

    private static final int CLIENT_HELLO = 1;
    private static final int FINISHED = 20;
    private static final int KEY_UPDATE = 24;

    /** What comes before the 32 bytes of an X25519 key in the encoding of X.509. */
    private static final byte[] X25519_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

    private final RawClient wire;
    private final KeyPair keys;
    private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();

    /** Null while what is sent or received is in the clear. */
    private TrafficKeys sending;

    private TrafficKeys receiving;
    private byte[] masterSecret;

    /** A record as it came, decrypted if it was encrypted. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Received(int type, byte[] content) {}

    private RecordClient(RawClient wire) {
        this.wire = wire;
        try {
            keys = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static RecordClient connect(int port) throws IOException {
        return new RecordClient(RawClient.connect(port));
    }

    /** The connection without TLS. */
    public RawClient wire() {
        return wire;
    }

    // ---- the handshake --------------------------------------------------------------------------------------------

    /** A ClientHello with the versions and protocols that are given, as a message. */
    public byte[] hello(int version, String... protocols) {
        byte[] key = keys.getPublic().getEncoded();
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        extension(extensions, 0, vector(2, join(new byte[] {0}, vector(2, bytes(NAME)))));
        extension(extensions, 10, vector(2, join(number(2, 0x001d), number(2, 0x0017))));
        extension(extensions, 13, vector(2, number(2, 0x0403)));
        extension(extensions, 43, vector(1, number(2, version)));
        byte[] share = Arrays.copyOfRange(key, X25519_PREFIX.length, key.length);
        extension(extensions, 51, vector(2, join(number(2, 0x001d), vector(2, share))));
        if (protocols.length > 0) {
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            for (String protocol : protocols) {
                names.writeBytes(vector(1, bytes(protocol)));
            }
            extension(extensions, 16, vector(2, names.toByteArray()));
        }
        byte[] suites = join(number(2, 0x1301), number(2, 0xc02b));
        return message(
                CLIENT_HELLO,
                number(2, 0x0303),
                new byte[32],
                vector(1, new byte[32]),
                vector(2, suites),
                vector(1, new byte[1]),
                vector(2, extensions.toByteArray()));
    }

    /** Sends a hello that is to be answered. */
    public RecordClient sendHello(String... protocols) throws IOException {
        byte[] hello = hello(TLS_1_3, protocols);
        transcript.writeBytes(hello);
        wire.send(record(HANDSHAKE, hello));
        return this;
    }

    /** Takes all that the server says before it is the client's turn again. */
    public RecordClient awaitFlight() throws IOException, GeneralSecurityException {
        byte[] serverHello = read().content();
        transcript.writeBytes(serverHello);
        byte[] handshakeSecret =
                TrafficKeys.hmac(derived(TrafficKeys.hmac(new byte[32], new byte[32])), agreed(serverHello));
        masterSecret = TrafficKeys.hmac(derived(handshakeSecret), new byte[32]);
        sending = new TrafficKeys(secret(handshakeSecret, "c hs traffic"));
        receiving = new TrafficKeys(secret(handshakeSecret, "s hs traffic"));
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        while (!endsWithFinished(flight.toByteArray())) {
            Received next = read();
            if (next.type() == HANDSHAKE) {
                flight.writeBytes(next.content());
            }
        }
        transcript.writeBytes(flight.toByteArray());
        receiving = new TrafficKeys(secret(masterSecret, "s ap traffic"));
        return this;
    }

    private static boolean endsWithFinished(byte[] flight) {
        ByteBuffer messages = ByteBuffer.wrap(flight);
        int type = 0;
        while (messages.remaining() >= 4) {
            int head = messages.getInt();
            type = head >>> 24;
            int size = head & 0xffffff;
            if (size > messages.remaining()) {
                return false;
            }
            messages.position(messages.position() + size);
        }
        return type == FINISHED;
    }

    /** The message that completes the handshake. */
    public byte[] finished() throws GeneralSecurityException {
        return message(FINISHED, sending.finished(hash(transcript.toByteArray())));
    }

    /** Shakes hands, from end to end. */
    public RecordClient handshake(String... protocols) throws IOException, GeneralSecurityException {
        sendHello(protocols).awaitFlight();
        send(HANDSHAKE, finished());
        sending = new TrafficKeys(secret(masterSecret, "c ap traffic"));
        return this;
    }

    private byte[] agreed(byte[] serverHello) throws GeneralSecurityException {
        byte[] share = Arrays.copyOfRange(serverHello, serverShareAt(serverHello), serverShareAt(serverHello) + 32);
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(keys.getPrivate());
        agreement.doPhase(
                KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(join(X25519_PREFIX, share))),
                true);
        return agreement.generateSecret();
    }

    /** Behind the header, version, random, session, suite, compression and the length of the extensions. */
    private static int serverShareAt(byte[] serverHello) {
        int at = 4 + 2 + 32 + 1 + 32 + 2 + 1 + 2;
        ByteBuffer message = ByteBuffer.wrap(serverHello);
        while (message.getShort(at) != 51) {
            at += 4 + message.getShort(at + 2);
        }
        return at + 4 + 2 + 2;
    }

    private byte[] secret(byte[] from, String label) throws GeneralSecurityException {
        return TrafficKeys.expandLabel(from, label, hash(transcript.toByteArray()), TrafficKeys.HASH_BYTES);
    }

    private static byte[] derived(byte[] secret) throws GeneralSecurityException {
        return TrafficKeys.expandLabel(secret, "derived", hash(new byte[0]), TrafficKeys.HASH_BYTES);
    }

    private static byte[] hash(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    // ---- records --------------------------------------------------------------------------------------------------

    /** Sends a record, encrypted once there are keys. */
    public void send(int type, byte[] content) throws IOException, GeneralSecurityException {
        wire.send(sending == null ? record(type, content) : encrypted(type, content));
    }

    /** Sends some text. */
    public RecordClient send(String text) throws IOException, GeneralSecurityException {
        send(DATA, bytes(text));
        return this;
    }

    /** A record that is encrypted with the next sequence number, and not sent. */
    public byte[] encrypted(int type, byte[] content) throws GeneralSecurityException {
        byte[] inner = join(content, new byte[] {(byte) type});
        byte[] header = Arrays.copyOf(record(DATA, new byte[inner.length + 16]), 5);
        return join(header, sending.encrypt(header, inner));
    }

    /** KeyUpdate messages (RFC 8446 §4.6.3), which need not be alone in their record. */
    public static byte[] keyUpdates(int count, boolean answered) {
        ByteBuffer messages = ByteBuffer.allocate(count * 5);
        for (int i = 0; i < count; i++) {
            messages.put(message(KEY_UPDATE, new byte[] {(byte) (answered ? 1 : 0)}));
        }
        return messages.array();
    }

    /** Changes the keys as the client should. */
    public void keyUpdate(boolean answered) throws IOException, GeneralSecurityException {
        send(HANDSHAKE, keyUpdates(1, answered));
        sending.update();
    }

    /** The next record. */
    public Received read() throws IOException, GeneralSecurityException {
        byte[] header = wire.exactly(5);
        byte[] content = wire.exactly((header[3] & 0xff) << 8 | header[4] & 0xff);
        if (receiving == null || header[0] != DATA) {
            return new Received(header[0], content);
        }
        byte[] inner = receiving.decrypt(header, content);
        int end = inner.length;
        while (inner[end - 1] == 0) {
            end--;
        }
        Received received = new Received(inner[end - 1], Arrays.copyOf(inner, end - 1));
        if (received.type() == HANDSHAKE && received.content()[0] == KEY_UPDATE) {
            receiving.update();
        }
        return received;
    }

    /** The description of the alert that comes next, after whatever else does. */
    public int alert() throws IOException, GeneralSecurityException {
        Received received = read();
        while (received.type() != ALERT) {
            received = read();
        }
        return received.content()[1];
    }

    /** A record in the clear. */
    public static byte[] record(int type, byte[] content) {
        return join(new byte[] {(byte) type, 3, 3}, vector(2, content));
    }

    private static byte[] message(int type, byte[]... parts) {
        return join(new byte[] {(byte) type}, vector(3, join(parts)));
    }

    private static void extension(ByteArrayOutputStream extensions, int type, byte[] content) {
        extensions.writeBytes(join(number(2, type), vector(2, content)));
    }

    /** Bytes behind their number, which is so many bytes wide. */
    private static byte[] vector(int width, byte[] content) {
        return join(number(width, content.length), content);
    }

    private static byte[] number(int width, int number) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (number >>> 8 * (width - 1 - i));
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
