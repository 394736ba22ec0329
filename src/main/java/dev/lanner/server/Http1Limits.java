package dev.lanner.server;

/**
 * Bounds that only HTTP/1.1 needs. Each method of the builder says what a client sees that goes beyond. Immutable.
 *
 * @see Limits
 */
public final class Http1Limits {
    /** All defaults. */
    public static final Http1Limits DEFAULT = new Builder().build();

    private final int methodBytes;
    private final int emptyLines;
    private final int chunkLineBytes;
    private final int chunkExtensionBytes;

    private Http1Limits(Builder builder) {
        methodBytes = builder.methodBytes;
        emptyLines = builder.emptyLines;
        chunkLineBytes = builder.chunkLineBytes;
        chunkExtensionBytes = builder.chunkExtensionBytes;
    }

    /**
     * A builder that begins with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * See {@link Builder#methodBytes}.
     *
     * @return bytes
     */
    public int methodBytes() {
        return methodBytes;
    }

    /**
     * See {@link Builder#emptyLines}.
     *
     * @return lines
     */
    public int emptyLines() {
        return emptyLines;
    }

    /**
     * See {@link Builder#chunkLineBytes}.
     *
     * @return bytes
     */
    public int chunkLineBytes() {
        return chunkLineBytes;
    }

    /**
     * See {@link Builder#chunkExtensionBytes}.
     *
     * @return bytes
     */
    public int chunkExtensionBytes() {
        return chunkExtensionBytes;
    }

    /** Collects the bounds; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private int methodBytes = 32;
        private int emptyLines = 2;
        private int chunkLineBytes = 256;
        private int chunkExtensionBytes = 16_384;

        private Builder() {}

        /**
         * The longest method. Beyond it: 501. Default 32: the longest registered one has 17.
         *
         * @param bytes from 7 to 255
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder methodBytes(int bytes) {
            methodBytes = Require.range("methodBytes", bytes, 7, 255);
            return this;
        }

        /**
         * How many empty lines may come before a request line. Beyond it: 400. Default 2: RFC 9112 §2.2 asks for one.
         *
         * @param lines from 0 to 16
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder emptyLines(int lines) {
            emptyLines = Require.range("emptyLines", lines, 0, 16);
            return this;
        }

        /**
         * The longest line before a chunk: its size and its extensions, without CRLF. Beyond it: 400 and close. Default
         * 256: room for a size and a signature.
         *
         * @param bytes from 16 to 4,096
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder chunkLineBytes(int bytes) {
            chunkLineBytes = Require.range("chunkLineBytes", bytes, 16, 4_096);
            return this;
        }

        /**
         * How many bytes all chunk extensions of one body may have together. Beyond it: 400 and close. Default 16,384, as
         * hyper has it: a byte of data behind every long extension must not pay.
         *
         * @param bytes from 0 to 16,777,216
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder chunkExtensionBytes(int bytes) {
            chunkExtensionBytes = Require.range("chunkExtensionBytes", bytes, 0, 16_777_216);
            return this;
        }

        /**
         * The limits.
         *
         * @return immutable
         */
        public Http1Limits build() {
            return new Http1Limits(this);
        }
    }
}
