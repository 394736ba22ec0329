package dev.lanner.configuration;

import dev.lanner.server.Http1Limits;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The key of one option, which is named as its methods are.
 *
 * @param <O> the options that it is one of
 * @param <B> their builder
 * @param <T> the type of its value
 * @param getter reads it
 * @param setter sets it, if it is in its range
 */
record OptionKey<O, B, T>(String name, Kind<T> kind, Function<O, T> getter, BiConsumer<B, T> setter) {
    static final List<OptionKey<ServerOptions, ServerOptions.Builder, ?>> SERVER = List.of(
            new OptionKey<>(
                    "serverHeader", Kind.TEXT, ServerOptions::serverHeader, ServerOptions.Builder::serverHeader),
            new OptionKey<>("backlog", Kind.COUNT, ServerOptions::backlog, ServerOptions.Builder::backlog),
            new OptionKey<>("stopGrace", Kind.DURATION, ServerOptions::stopGrace, ServerOptions.Builder::stopGrace),
            new OptionKey<>("daemon", Kind.TRUTH, ServerOptions::daemon, ServerOptions.Builder::daemon),
            new OptionKey<>(
                    "otherSchemes", Kind.TRUTH, ServerOptions::otherSchemes, ServerOptions.Builder::otherSchemes));

    static final List<OptionKey<Limits, Limits.Builder, ?>> LIMITS = List.of(
            new OptionKey<>("connections", Kind.COUNT, Limits::connections, Limits.Builder::connections),
            new OptionKey<>(
                    "connectionsPerAddress",
                    Kind.COUNT,
                    Limits::connectionsPerAddress,
                    Limits.Builder::connectionsPerAddress),
            new OptionKey<>(
                    "upgradedConnections",
                    Kind.COUNT,
                    Limits::upgradedConnections,
                    Limits.Builder::upgradedConnections),
            new OptionKey<>("refusal", Kind.REFUSAL, Limits::refusal, Limits.Builder::refusal),
            new OptionKey<>("requests", Kind.COUNT, Limits::requests, Limits.Builder::requests),
            new OptionKey<>("waitingRequests", Kind.COUNT, Limits::waitingRequests, Limits.Builder::waitingRequests),
            new OptionKey<>(
                    "waitingRequestTimeout",
                    Kind.DURATION,
                    Limits::waitingRequestTimeout,
                    Limits.Builder::waitingRequestTimeout),
            new OptionKey<>("requestLineBytes", Kind.BYTES, Limits::requestLineBytes, Limits.Builder::requestLineBytes),
            new OptionKey<>("headerBytes", Kind.BYTES, Limits::headerBytes, Limits.Builder::headerBytes),
            new OptionKey<>("headerCount", Kind.COUNT, Limits::headerCount, Limits.Builder::headerCount),
            new OptionKey<>("trailerBytes", Kind.BYTES, Limits::trailerBytes, Limits.Builder::trailerBytes),
            new OptionKey<>("trailerCount", Kind.COUNT, Limits::trailerCount, Limits.Builder::trailerCount),
            new OptionKey<>("bodyBytes", Kind.LONG_BYTES, Limits::bodyBytes, Limits.Builder::bodyBytes),
            new OptionKey<>(
                    "tlsHandshakeTimeout",
                    Kind.DURATION,
                    Limits::tlsHandshakeTimeout,
                    Limits.Builder::tlsHandshakeTimeout),
            new OptionKey<>(
                    "handshakesInFlight", Kind.COUNT, Limits::handshakesInFlight, Limits.Builder::handshakesInFlight),
            new OptionKey<>(
                    "tlsRecordsWithoutData",
                    Kind.COUNT,
                    Limits::tlsRecordsWithoutData,
                    Limits.Builder::tlsRecordsWithoutData),
            new OptionKey<>(
                    "requestHeadTimeout",
                    Kind.DURATION,
                    Limits::requestHeadTimeout,
                    Limits.Builder::requestHeadTimeout),
            new OptionKey<>(
                    "keepAliveTimeout", Kind.DURATION, Limits::keepAliveTimeout, Limits.Builder::keepAliveTimeout),
            new OptionKey<>("requestRate", Kind.DATA_RATE, Limits::requestRate, Limits.Builder::requestRate),
            new OptionKey<>("responseRate", Kind.DATA_RATE, Limits::responseRate, Limits.Builder::responseRate),
            new OptionKey<>(
                    "requestsPerConnection",
                    Kind.COUNT,
                    Limits::requestsPerConnection,
                    Limits.Builder::requestsPerConnection),
            new OptionKey<>("connectionAge", Kind.DURATION, Limits::connectionAge, Limits.Builder::connectionAge),
            new OptionKey<>("drainBytes", Kind.LONG_BYTES, Limits::drainBytes, Limits.Builder::drainBytes),
            new OptionKey<>("drainTimeout", Kind.DURATION, Limits::drainTimeout, Limits.Builder::drainTimeout),
            new OptionKey<>(
                    "responseBufferBytes",
                    Kind.BYTES,
                    Limits::responseBufferBytes,
                    Limits.Builder::responseBufferBytes));

    static final List<OptionKey<Http1Limits, Http1Limits.Builder, ?>> HTTP1 = List.of(
            new OptionKey<>("methodBytes", Kind.BYTES, Http1Limits::methodBytes, Http1Limits.Builder::methodBytes),
            new OptionKey<>("emptyLines", Kind.COUNT, Http1Limits::emptyLines, Http1Limits.Builder::emptyLines),
            new OptionKey<>(
                    "chunkLineBytes", Kind.BYTES, Http1Limits::chunkLineBytes, Http1Limits.Builder::chunkLineBytes),
            new OptionKey<>(
                    "chunkExtensionBytes",
                    Kind.BYTES,
                    Http1Limits::chunkExtensionBytes,
                    Http1Limits.Builder::chunkExtensionBytes));

    static final List<OptionKey<Http2Limits, Http2Limits.Builder, ?>> HTTP2 = List.of(
            new OptionKey<>("streams", Kind.COUNT, Http2Limits::streams, Http2Limits.Builder::streams),
            new OptionKey<>(
                    "streamWindowBytes",
                    Kind.BYTES,
                    Http2Limits::streamWindowBytes,
                    Http2Limits.Builder::streamWindowBytes),
            new OptionKey<>(
                    "connectionWindowBytes",
                    Kind.BYTES,
                    Http2Limits::connectionWindowBytes,
                    Http2Limits.Builder::connectionWindowBytes),
            new OptionKey<>("frameBytes", Kind.BYTES, Http2Limits::frameBytes, Http2Limits.Builder::frameBytes),
            new OptionKey<>(
                    "headerTableBytes",
                    Kind.BYTES,
                    Http2Limits::headerTableBytes,
                    Http2Limits.Builder::headerTableBytes),
            new OptionKey<>(
                    "continuations", Kind.COUNT, Http2Limits::continuations, Http2Limits.Builder::continuations),
            new OptionKey<>("settings", Kind.COUNT, Http2Limits::settings, Http2Limits.Builder::settings),
            new OptionKey<>("misbehaviour", Kind.COUNT, Http2Limits::misbehaviour, Http2Limits.Builder::misbehaviour),
            new OptionKey<>(
                    "pingInterval", Kind.DURATION, Http2Limits::pingInterval, Http2Limits.Builder::pingInterval),
            new OptionKey<>("pingTimeout", Kind.DURATION, Http2Limits::pingTimeout, Http2Limits.Builder::pingTimeout));

    /**
     * Takes the value over into a builder: from the entry, or else from what the program itself has set.
     *
     * @param entry null if no source has this key
     * @param defaults what holds where the program has set nothing
     * @return the value with its origin
     * @throws ConfigurationException if the entry's text is of another form, or the value out of its range
     */
    Setting apply(String key, Entry entry, O code, O defaults, B builder) throws ConfigurationException {
        if (entry == null) {
            T value = getter.apply(code);
            setter.accept(builder, value);
            boolean isDefault = value.equals(getter.apply(defaults));
            return new Setting(key, kind.print(value), isDefault ? Setting.DEFAULT : Setting.CODE);
        }
        try {
            T value = kind.parse(entry);
            setter.accept(builder, value);
            return new Setting(key, kind.print(value), entry.origin());
        } catch (IllegalArgumentException outOfRange) {
            throw new ConfigurationException(entry, outOfRange.getMessage());
        }
    }
}
