package dev.lanner.authentication;

import dev.lanner.internal.tls.DerReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;

/**
 * What a client has said about the channel in its token (RFC 4121 §4.1.1.2): the hash of the channel's bindings, in the checksum
 * of the encrypted authenticator. JGSS compares bindings of another form than clients send, or none, and tells nobody whether there are
 * any. So the token, which JGSS has verified, is opened once more, with the keys of the keytab: the ticket for the session key
 * (RFC 4120 §5.3), the authenticator with that (§5.5.1). Immutable, for any number of threads.
 */
final class TicketBindings {
    private static final byte[] SPNEGO = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
    private static final byte[] KERBEROS = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x12, 0x01, 0x02, 0x02};
    private static final byte[] AP_REQ = {0x01, 0x00};

    /** For what keys are derived (RFC 4120 §7.5.1). */
    private static final int TICKET = 2;

    private static final int AUTHENTICATOR = 11;
    private static final int BINDINGS = 16;

    private final KerberosPrincipal service;
    private final KeyTab keys;

    TicketBindings(String service, Path keytab) {
        this.service = new KerberosPrincipal(service);
        this.keys = KeyTab.getInstance(this.service, keytab.toFile());
    }

    /**
     * The MD5 of the bindings, 16 bytes; all zero if the client has said nothing about them.
     *
     * @param token a token that JGSS has accepted
     * @throws GeneralSecurityException if it was encrypted in a way that is unknown here
     * @throws IllegalArgumentException if it is not as it must be
     */
    byte[] of(byte[] token) throws GeneralSecurityException {
        byte[] request = within(within(apReq(token), 0x6e), 0x30);
        byte[] ticket = within(within(field(request, 0xa3), 0x61), 0x30);
        byte[] forService = open(within(field(ticket, 0xa3), 0x30), TICKET, null);
        byte[] session = within(field(within(within(forService, 0x63), 0x30), 0xa1), 0x30);
        TicketKey key = new TicketKey(number(field(session, 0xa0)), within(field(session, 0xa1), 0x04));
        byte[] forUs = open(within(field(request, 0xa4), 0x30), AUTHENTICATOR, key);
        byte[] checksum = within(field(within(within(forUs, 0x62), 0x30), 0xa3), 0x30);
        byte[] about = within(field(checksum, 0xa1), 0x04);
        if (about.length < 4 + BINDINGS || about[0] != BINDINGS) {
            throw new IllegalArgumentException("no checksum as RFC 4121 has it");
        }
        return Arrays.copyOfRange(about, 4, 4 + BINDINGS);
    }

    /** Opens an EncryptedData; null for a key means: with that of the keytab. */
    private byte[] open(byte[] encrypted, int usage, TicketKey given) throws GeneralSecurityException {
        int type = number(field(encrypted, 0xa0));
        byte[] cipherText = within(field(encrypted, 0xa2), 0x04);
        if (given != null) {
            return given.open(cipherText, usage);
        }
        for (KerberosKey key : keys.getKeys(service)) {
            byte[] opened =
                    key.getKeyType() == type ? new TicketKey(type, key.getEncoded()).open(cipherText, usage) : null;
            // Of several versions of a key, the right one gives what must be there.
            if (opened != null && (opened[0] & 0xff) == 0x63) {
                return opened;
            }
        }
        throw new GeneralSecurityException("no key of type " + type);
    }

    /**
     * The AP-REQ (RFC 4121 §4.1). Of SPNEGO's fields (RFC 4178 §4.2.1) it is in the one in which JGSS looks for it, and there may be
     * nothing else: bindings of one ticket must not speak for another one.
     */
    private static byte[] apReq(byte[] token) {
        byte[] framed = within(token, 0x60);
        DerReader reader = new DerReader(framed);
        byte[] mechanism = reader.content(0x06);
        if (Arrays.equals(mechanism, SPNEGO)) {
            byte[] fields = within(reader.content(0xa0), 0x30);
            requireOrder(fields);
            return apReq(within(field(fields, 0xa2), 0x04));
        }
        int head = framed.length - reader.rest().length;
        boolean isRequest = Arrays.equals(mechanism, KERBEROS)
                && Arrays.equals(framed, head, head + AP_REQ.length, AP_REQ, 0, AP_REQ.length);
        if (!isRequest) {
            throw new IllegalArgumentException("no AP-REQ");
        }
        return Arrays.copyOfRange(framed, head + AP_REQ.length, framed.length);
    }

    private static void requireOrder(byte[] fields) {
        int last = 0x9f;
        for (DerReader reader = new DerReader(fields); reader.hasNext(); reader.content()) {
            if (reader.tag() <= last || reader.tag() > 0xa3) {
                throw new IllegalArgumentException("fields of SPNEGO in disorder");
            }
            last = reader.tag();
        }
    }

    private static byte[] within(byte[] der, int tag) {
        return new DerReader(der).content(tag);
    }

    /** The first value with a tag. */
    private static byte[] field(byte[] der, int tag) {
        DerReader reader = new DerReader(der);
        while (reader.tag() != tag) {
            reader.content();
        }
        return reader.content();
    }

    private static int number(byte[] der) {
        return new java.math.BigInteger(within(der, 0x02)).intValueExact();
    }
}
