package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The name of a field in a table: a {@link HeaderName}, a {@link PseudoHeader}, or one that is wrong, of which the length
 * is kept, because it counts.
 *
 * <p>Immutable. There is one instance for each known name, most often; equality goes by the name.
 */
final class FieldName {
    private static final Map<PseudoHeader, FieldName> PSEUDO = pseudo();

    /** By {@link HeaderName#index()}, filled as names come. */
    private static final AtomicReferenceArray<FieldName> KNOWN = new AtomicReferenceArray<>(HeaderName.knownCount());

    /** One more than the greatest {@link #ordinal}. */
    static final int ORDINALS = PSEUDO.size() + HeaderName.knownCount();

    /** Null for a pseudo-header and for a name that is wrong. */
    final HeaderName header;

    /** Null for all others. */
    final PseudoHeader pseudo;

    /** The name as it is on the wire; null for one that is wrong. */
    final String text;

    /** How many bytes it has on the wire without compression. */
    final int length;

    /** What is wrong with it, or null. */
    final FieldFault fault;

    /** What an encoder does with a field of that name. */
    final Indexing indexing;

    /** Where a known name or a pseudo-header stands among all of them; -1 for others. */
    final int ordinal;

    private FieldName(PseudoHeader pseudo, int ordinal) {
        this.header = null;
        this.pseudo = pseudo;
        this.text = pseudo.text();
        this.length = text.length();
        this.fault = null;
        this.indexing = Indexing.of(pseudo);
        this.ordinal = ordinal;
    }

    private FieldName(HeaderName header) {
        this.header = header;
        this.pseudo = null;
        this.text = header.lowerCase();
        this.length = header.length();
        this.fault = null;
        this.indexing = Indexing.of(header);
        this.ordinal = header.index() < 0 ? -1 : PSEUDO.size() + header.index();
    }

    private FieldName(int length, FieldFault fault) {
        this.header = null;
        this.pseudo = null;
        this.text = null;
        this.length = length;
        this.fault = fault;
        this.indexing = Indexing.NEVER_INDEXED;
        this.ordinal = -1;
    }

    private static Map<PseudoHeader, FieldName> pseudo() {
        Map<PseudoHeader, FieldName> all = new EnumMap<>(PseudoHeader.class);
        for (PseudoHeader each : PseudoHeader.values()) {
            all.put(each, new FieldName(each, all.size()));
        }
        return all;
    }

    static FieldName of(PseudoHeader pseudo) {
        return PSEUDO.get(pseudo);
    }

    static FieldName of(HeaderName header) {
        int index = header.index();
        if (index < 0) {
            return new FieldName(header);
        }
        FieldName known = KNOWN.getPlain(index);
        if (known == null) {
            known = new FieldName(header);
            KNOWN.setPlain(index, known);
        }
        return known;
    }

    /** The name that some bytes of a block spell, right or wrong. */
    static FieldName of(byte[] bytes, int from, int length) {
        FieldFault fault = FieldBytes.nameFault(bytes, from, length);
        if (fault == null) {
            return of(HeaderName.of(bytes, from, length));
        }
        PseudoHeader pseudo = PseudoHeader.of(bytes, from, length);
        return pseudo != null ? of(pseudo) : new FieldName(length, fault);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof FieldName that
                        && ordinal == that.ordinal
                        && (ordinal >= 0 || header != null && header.equals(that.header));
    }

    @Override
    public int hashCode() {
        return ordinal >= 0 || header == null ? ordinal : header.hashCode();
    }
}
